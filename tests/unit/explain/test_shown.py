"""What a dead letter shows, and what a notice is known by."""

import json

import pytest

from tests import events
from tests.events import dead_letters
from tests.masking_corpus import secret_lines
from tests.unit.explain.running import Explain


def queued(body: str, **attributes: str) -> dict[str, object]:
    told = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    return {"MessageId": "m-1", "Body": body, "Attributes": {}, "MessageAttributes": told}


def test_a_dead_letter_is_shown_as_a_route_with_redacted_samples_shows_it(explain: Explain) -> None:
    told = explain.json(
        queued('{"password": "quietriver", "orderId": "A-1009"}', token="quietriver", shop="4")
    )
    assert told["what"] == "dead_letter"
    assert "A-1009" in told["shown"]
    assert "shop: 4" in told["shown"]
    assert "quietriver" not in json.dumps(told)


@pytest.mark.parametrize("line", secret_lines("grown")[::12], ids=lambda line: line.where)
def test_no_secret_is_printed_with_a_dead_letter(explain: Explain, line: object) -> None:
    text, secrets = line.text, line.secrets  # type: ignore[attr-defined]  # a line of the corpus
    printed = explain.text(queued(text), "--json") + explain.text(queued(text))
    assert [each for each in secrets if each in printed] == []


def test_what_the_policy_here_masks_is_masked(explain: Explain) -> None:
    (explain.folder / "lastcall.toml").write_text(
        '[redaction]\npatterns = ["CUST-[0-9]+"]\n[[routes]]\nname = "all"\nchannel = "C0INCIDENT"\n'
    )
    assert "4711" not in explain.text(queued("see CUST-4711"))


def test_what_is_shown_begins_below_the_other_rows(explain: Explain) -> None:
    printed = explain.text(queued('{"order": 17}'))
    assert printed.endswith('shown       {\n              "order": 17\n            }\n')


def notice(message: dict[str, str], **more: str) -> dict[str, object]:
    topic = "arn:aws:sns:eu-west-1:111122223333:alarms"
    return {"Type": "Notification", "TopicArn": topic, "Message": json.dumps(message), **more}


def test_a_notice_tells_its_group_and_its_identity(explain: Explain) -> None:
    backup = {"Event Source": "db-instance", "Source ID": "shop", "Event Message": "Backup failed"}
    one = explain.json(notice(backup, Subject="RDS Notification Message"))
    other = explain.json(notice(backup | {"Source ID": "users"}, Subject="RDS Notification Message"))
    assert one["what"] == other["what"] == "notice"
    assert one["group"] != other["group"]
    assert explain.json(notice(backup, Subject="RDS Notification Message")) == one


def test_notices_that_only_count_up_have_one_identity_and_say_different_things(explain: Explain) -> None:
    one, other = (explain.json(notice({"text": f"invoice {n} failed", "jobId": f"j-{n}"})) for n in (17, 18))
    assert one["identity"] == other["identity"]
    assert one["group"] == other["group"]
    assert one["said"] != other["said"]


def test_an_envelope_that_lost_its_type_is_read_like_any(explain: Explain) -> None:
    envelope = json.loads(events.event_text("sns_metric_alarm"))
    told = explain.json(envelope)
    assert explain.json({key: each for key, each in envelope.items() if key != "Type"}) == told
    assert told["what"] == "alarm"


def test_a_letter_of_every_format_shows_something(explain: Explain) -> None:
    empty = [name for name in dead_letters.NAMES if not explain.json(dead_letters.text_of(name)).get("shown")]
    assert empty == []
