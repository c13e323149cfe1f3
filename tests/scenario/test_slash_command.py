"""Several stacks in one workspace: each has its own name for the slash command, and none falls silent."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.incident.incident import Status
from bot.domain.policy.policy import SLASH_COMMAND
from bot.settings import Settings
from bot.wiring.runtime import of_stack
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import POLICY, SETTINGS

DLQ = Alarm("orders-dlq")
NAME = "/lastcall-prod"
ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"(?<![\w/])/lastcall\b")


@pytest.fixture
def h() -> Iterator[Harness]:
    """The stack's parameter and the Slack app agree on another name."""
    settings = SETTINGS._replace(slash_command=NAME)
    with Harness(of_stack(POLICY, settings), settings=settings) as harness:
        harness.slack.workspace.manifest = harness.slack.workspace.manifest._replace(commands=(NAME,))
        yield harness


def fire(h: Harness) -> None:
    h.dead_letters("orders-dlq", '{"order": 1}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(seconds=30)


def test_the_command_works_under_its_name_and_every_text_has_that_name(h: Harness) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="chat.postMessage", error="invalid_blocks"))
    fire(h)
    h.slack.expect_message("orders-dlq").expect_update(f"{NAME} ack {h.incident().id}")
    h.fast_forward(minutes=31)
    h.slack.command("ana", f"{NAME} help")
    h.slack.command("ana", f"{NAME} inspect nonsense")
    h.slack.command("ana", f"{NAME} ack orders-dlq")
    assert h.incident().status is Status.ACKNOWLEDGED
    texts = [*h.slack.told("ana"), *(page.text for page in h.services.pages)]
    assert [text for text in texts if NAME in text]
    assert [text for text in texts if "/lastcall" in text.replace(NAME, "")] == []
    assert "SlashCommand" not in "".join(texts)


def test_a_name_that_the_stack_does_not_know_works_and_help_says_what_to_set(h: Harness) -> None:
    h.slack.workspace.manifest = h.slack.workspace.manifest._replace(commands=("/oncall",))
    fire(h)
    h.slack.command("ana", "/oncall ack orders-dlq")
    assert h.incident().status is Status.ACKNOWLEDGED
    h.slack.command("ana", "/oncall help")
    assert "/oncall redrive [ID]" in h.slack.told("ana")[-1]
    assert f"Cards and pages say {NAME}: set the stack's parameter SlashCommand" in h.slack.told("ana")[-1]


def test_a_card_that_is_frozen_names_it_too(h: Harness) -> None:
    fire(h)
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="chat.update", times=None, error="edit_window_closed"))
    h.deliver(Alarm("orders-dlq", "another").fires(h.clock()))
    h.fast_forward(seconds=30)
    h.slack.expect_message("orders-dlq").expect_reply(f"type {NAME} inspect {h.incident().id}")


def test_no_text_but_the_usual_name_itself_names_a_command() -> None:
    """Whatever is shown names the command as the stack's parameter does."""
    named = {
        (path.name, text.value)
        for path in (ROOT / "bot").rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text()))
        if isinstance(text, ast.Constant) and isinstance(text.value, str) and SHOWN.search(text.value)
    }
    assert named == {("policy.py", SLASH_COMMAND)}


def test_the_name_comes_from_the_stack_and_is_the_usual_one_without() -> None:
    named = Settings.from_env({"LASTCALL_STACK": "lastcall", "LASTCALL_SLASH_COMMAND": NAME})
    assert of_stack(POLICY, named).slash_command == NAME
    assert of_stack(POLICY, Settings("lastcall")).slash_command == "/lastcall"
