"""What belongs together, and what it is called."""

import pytest

from bot.domain.incident.incident import Status
from bot.domain.resource.grouping import Resource, as_incident_id, group_key, incident_id
from tests.unit.domain.incidents import QUEUE, QUIET

ARNS = (
    pytest.param(QUEUE, "arn:aws:sqs:eu-west-1:111122223333:orders-dlq", id="a queue"),
    pytest.param(QUEUE._replace(kind="topic"), "arn:aws:sns:eu-west-1:111122223333:orders-dlq", id="a topic"),
    pytest.param(
        QUEUE._replace(region="cn-north-1"),
        "arn:aws-cn:sqs:cn-north-1:111122223333:orders-dlq",
        id="in China",
    ),
    pytest.param(
        QUEUE._replace(region="us-gov-west-1"),
        "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:orders-dlq",
        id="for the government",
    ),
    *(
        pytest.param(Resource(kind, name, QUEUE.account, QUEUE.region), f"arn:aws:{arn}", id=f"{kind} {name}")
        for kind, name, arn in (
            ("state_machine", "fulfilment", "states:eu-west-1:111122223333:stateMachine:fulfilment"),
            ("log_group", "/ecs/shop", "logs:eu-west-1:111122223333:log-group:/ecs/shop"),
            ("bus", "shop", "events:eu-west-1:111122223333:event-bus/shop"),
            ("rule", "shop/placed", "events:eu-west-1:111122223333:rule/shop/placed"),
            ("rule", "default/placed", "events:eu-west-1:111122223333:rule/placed"),
        )
    ),
    pytest.param(QUEUE._replace(kind="alarm"), "", id="of an alarm it does not follow from the name"),
)


@pytest.mark.parametrize(("resource", "arn"), ARNS)
def test_the_arn_of_a_resource(resource: Resource, arn: str) -> None:
    assert resource.arn == arn


def test_the_same_name_in_another_account_or_region_is_another_group() -> None:
    places = {group_key(QUEUE), group_key(QUEUE._replace(account="2")), group_key(QUEUE._replace(region="x"))}
    assert len(places) == 3


def test_an_id_never_changes_for_a_group() -> None:
    assert incident_id("111122223333/eu-west-1/queue/orders-dlq") == "65MH-4S7X"


@pytest.mark.parametrize("typed", ["65MH-4S7X", "65mh4s7x", " 65MH-4S7X ", "6-5-M-H4S7X"])
def test_an_id_is_read_as_it_is_typed(typed: str) -> None:
    assert as_incident_id(typed) == "65MH-4S7X"


@pytest.mark.parametrize("typed", ["", "65MH-4S7", "65MH-4S7XX", "65MH-4S7U", "orders-dlq", "65MH_4S7X"])
def test_what_is_no_id_is_none(typed: str) -> None:
    assert as_incident_id(typed) is None


def test_an_incident_that_was_never_told_is_quiet() -> None:
    assert QUIET.status is Status.QUIET
    assert not QUIET.live
    assert QUIET.id == "65MH-4S7X"
