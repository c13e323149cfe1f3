"""What each function finds in its environment."""

import pytest

from bot.domain.errors import Permanent
from bot.domain.incident.mitigation_record import Grant
from bot.settings import Settings, variable
from bot.wiring.on_command import granted
from tests.unit.template.stack import FUNCTIONS, properties, template

WHOLE = {variable(field): f"given-{field}" for field in Settings._fields} | {
    "LASTCALL_SLACK_API_URL": "http://127.0.0.1:4747/api/"
}
each_function = pytest.mark.parametrize("function", FUNCTIONS)


def given_by_template(function: str) -> dict[str, str]:
    shared = template()["Globals"]["Function"]["Environment"]["Variables"]
    own = properties(function)["Environment"]["Variables"]
    handler = {"_HANDLER": properties(function)["Handler"]}
    return handler | {name: f"https://{name.lower()}/" for name in {**shared, **own}}


def test_every_setting_is_read() -> None:
    settings = Settings.from_env(WHOLE)
    assert settings.stack == "given-stack"
    assert all(getattr(settings, field) == WHOLE[variable(field)] for field in Settings._fields)


def test_what_a_function_does_not_need_may_be_absent() -> None:
    settings = Settings.from_env({"LASTCALL_STACK": "lastcall"})
    assert settings == Settings(stack="lastcall")


@each_function
def test_the_template_gives_every_function_what_it_needs(function: str) -> None:
    assert Settings.from_env(given_by_template(function)).stack


@each_function
def test_a_function_does_not_start_without_any_of_what_it_is_given(
    function: str,
) -> None:
    given = given_by_template(function)
    # What nobody has granted is not granted.
    optional = {
        "_HANDLER",
        "LASTCALL_SLACK_API_URL",
        "LASTCALL_SLASH_COMMAND",
        "LASTCALL_REDRIVES_TO_FUNCTIONS",
        *(variable(grant) for grant in Grant),
    }
    for name in given.keys() - optional:
        with pytest.raises(Permanent, match=f"cannot start: {name} must be set"):
            Settings.from_env({**given, name: ""})


def test_only_what_a_parameter_says_is_true_is_granted() -> None:
    given = {variable(grant): "false" for grant in Grant} | {"LASTCALL_STACK": "lastcall"}
    assert granted(Settings.from_env(given)) == frozenset()
    assert granted(Settings.from_env({"LASTCALL_STACK": "lastcall"})) == frozenset()
    for grant in Grant:
        assert granted(Settings.from_env(given | {variable(grant): "true"})) == {grant}


def test_everything_that_is_missing_is_named_in_one_line() -> None:
    with pytest.raises(Permanent) as refused:
        Settings.from_env({"_HANDLER": "bot.entrypoints.on_slack.handler", "LASTCALL_STACK": "lastcall"})
    assert str(refused.value) == (
        "on_slack cannot start: LASTCALL_COMMAND_QUEUE_URL, LASTCALL_SIGNING_SECRET_ID, "
        "LASTCALL_BOT_TOKEN_ID must be set in its environment; template.yaml does, so deploy it again"
    )


def test_without_a_stack_nothing_starts() -> None:
    with pytest.raises(Permanent, match="Lastcall cannot start: LASTCALL_STACK must be set"):
        Settings.from_env({})


@pytest.mark.parametrize(
    "given", ["http://127.0.0.1:9/api", "http://127.0.0.1:9/api/", " http://127.0.0.1:9/api// "]
)
def test_slacks_address_ends_with_one_slash(given: str) -> None:
    read = Settings.from_env({"LASTCALL_STACK": "lastcall", "LASTCALL_SLACK_API_URL": given})
    assert read.slack_api_url == "http://127.0.0.1:9/api/"


def test_slacks_address_must_be_one() -> None:
    with pytest.raises(Permanent, match="LASTCALL_SLACK_API_URL must be an http"):
        Settings.from_env({"LASTCALL_STACK": "lastcall", "LASTCALL_SLACK_API_URL": "slack.com"})
