"""How arguments arrive. Slack reads JSON on most methods that write and on none that only read.

https://docs.slack.dev/apis/web-api#post_bodies; `consumes` in slackapi/slack-api-specs; measured in
https://github.com/Illospace/illospace/pull/194 and https://github.com/kortix-ai/suna/pull/6616.
"""

import json
from typing import Any

import pytest

from bot.slack import methods
from bot.slack.methods import encoded
from local.slack_workspace import SlackWorkspace
from local.slack_workspace.reference import METHODS
from local.slack_workspace.web_api import HANDLERS
from tests.contract.slack_workspace.calls import post_json
from tests.contract.slack_workspace.places import ANA, INCIDENTS, TOKEN

FORMS = sorted(name for name, method in METHODS.items() if not method.json)
READS = [name for name in FORMS if METHODS[name].required]


def answer(slack: SlackWorkspace, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer to a JSON body, as Lastcall sent all of them once."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    return post_json(slack.api_url + method, json.dumps(arguments).encode(), headers)[1]


def test_every_method_that_is_answered_is_written_down() -> None:
    assert set(HANDLERS) == set(METHODS)


@pytest.mark.parametrize("method", READS)
def test_a_method_that_reads_forms_takes_nothing_from_a_json_body(slack: SlackWorkspace, method: str) -> None:
    said = answer(slack, method, dict.fromkeys(METHODS[method].required, "C0INCIDENT"))
    assert said["error"] == METHODS[method].absent
    if said["error"] == "invalid_arguments":
        missing = [f"[ERROR] missing required field: {name}" for name in METHODS[method].required]
        assert said["response_metadata"]["messages"] == missing


@pytest.mark.parametrize("method", FORMS)
def test_a_json_body_is_as_good_as_none_wherever_it_is_not_read(slack: SlackWorkspace, method: str) -> None:
    """Each of these arguments would be refused, or change the answer, where it is looked at."""
    everything = {"user": ANA, "users": ANA, "limit": "many", "cursor": "?", "types": "rooms", "length": "x"}
    assert answer(slack, method, everything) == answer(slack, method, {})


def test_who_is_asked_about_in_json_is_not_found(slack: SlackWorkspace) -> None:
    assert answer(slack, "users.info", {"user": ANA}) == {"ok": False, "error": "user_not_found"}


def test_what_is_no_json_is_not_even_looked_at_where_json_is_not_read(slack: SlackWorkspace) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    said = post_json(f"{slack.api_url}users.list", b"{oops", headers)[1]
    assert said["ok"]


def test_the_query_is_read_whatever_the_body_is(slack: SlackWorkspace) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"{slack.api_url}users.info?user={ANA}"
    assert post_json(url, b"{}", headers)[1]["user"]["id"] == ANA


def test_a_token_in_a_json_body_is_none(slack: SlackWorkspace) -> None:
    body = json.dumps({"token": TOKEN, "channel": INCIDENTS, "text": "x"}).encode()
    said = post_json(slack.api_url + "chat.postMessage", body)[1]
    assert said["error"] == "not_authed"


def test_an_empty_argument_is_not_an_absent_one(slack: SlackWorkspace) -> None:
    """Measured: https://github.com/brekkylab/backlot/issues/84."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    said = post_json(f"{slack.api_url}conversations.info?channel=", b"", headers)[1]
    assert said["error"] == "channel_not_found"


@pytest.mark.parametrize("method", sorted(methods.JSON | methods.FORM))
def test_lastcall_sends_each_method_in_a_way_that_slack_reads(method: str) -> None:
    assert METHODS[method].json is (method in methods.JSON)
    assert not methods.JSON & methods.FORM


def test_structure_becomes_json_in_a_form_and_what_is_not_given_is_left_out() -> None:
    sent = encoded("files.completeUploadExternal", {"files": [{"id": "F1"}], "thread_ts": None, "n": 1})
    assert sent == {"params": {"files": '[{"id": "F1"}]', "n": 1}}
    assert encoded("chat.update", {"blocks": [], "text": None}) == {"json": {"blocks": []}}


def test_a_method_that_nobody_wrote_down_is_an_error_at_once() -> None:
    with pytest.raises(LookupError, match=r"chat\.meMessage: write down"):
        encoded("chat.meMessage", {"channel": INCIDENTS, "text": "x"})
