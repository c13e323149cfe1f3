"""Filling a window that may not be there yet."""

import pytest

from bot.domain.incident.command import Click
from bot.ports.channel import ChannelClosedError, MessageGoneError
from bot.render.modals import error_modal
from bot.slack.answers import WAITS, SlackAnswers
from bot.slack.handlers.answering import one_line

MODAL = error_modal("Already running")
CLICK = Click("id", "U1", "T1", channel="C1")
PRESSED = CLICK._replace(view="an-external-id")
SUBMITTED = PRESSED._replace(window="V0123456789")


class Views:
    """Slack's views.update: an external id is unknown for the first `absent` calls."""

    def __init__(self, absent: int) -> None:
        self.absent = absent
        self.updated: list[dict[str, object]] = []

    def call(self, method: str, **arguments: object) -> dict[str, object]:
        if self.absent:
            self.absent -= 1
            raise MessageGoneError("not_found")
        self.updated.append({"method": method, **arguments})
        return {}


def test_a_window_that_opens_a_moment_later_is_filled_then() -> None:
    views, waited = Views(absent=2), list[float]()
    SlackAnswers(views, waited.append).fill(PRESSED, MODAL)  # type: ignore[arg-type]  # all it calls
    assert [each["external_id"] for each in views.updated] == ["an-external-id"]
    assert waited == list(WAITS[:2])


def test_a_window_that_never_opens_is_given_up_soon() -> None:
    views, waited = Views(absent=99), list[float]()
    with pytest.raises(MessageGoneError):
        SlackAnswers(views, waited.append).fill(PRESSED, MODAL)  # type: ignore[arg-type]  # the same
    assert waited == list(WAITS)


def test_a_window_that_was_pressed_in_is_not_waited_for() -> None:
    views, waited = Views(absent=1), list[float]()
    with pytest.raises(MessageGoneError):
        SlackAnswers(views, waited.append).fill(CLICK._replace(view="V0123456789"), MODAL)  # type: ignore[arg-type]  # the same
    assert waited == []


def test_a_submitted_window_that_lost_its_external_id_is_filled_by_its_own() -> None:
    views, waited = Views(absent=4), list[float]()
    SlackAnswers(views, waited.append).fill(SUBMITTED, MODAL)  # type: ignore[arg-type]  # the same
    assert [each.get("view_id") for each in views.updated] == ["V0123456789"]
    assert waited == list(WAITS)


def test_a_submitted_window_is_looked_for_by_its_own_id_once_more() -> None:
    views, waited = Views(absent=5), list[float]()
    SlackAnswers(views, waited.append).fill(SUBMITTED, MODAL)  # type: ignore[arg-type]  # the same
    assert len(views.updated) == 1
    assert waited == [*WAITS, WAITS[-1]]


def test_a_submitted_window_that_was_closed_is_given_up() -> None:
    views, waited = Views(absent=99), list[float]()
    with pytest.raises(MessageGoneError):
        SlackAnswers(views, waited.append).fill(SUBMITTED, MODAL)  # type: ignore[arg-type]  # the same
    assert views.absent == 99 - 6


class Rooms:
    """Slack's ways to say something: those named are closed."""

    def __init__(self, *closed: str) -> None:
        self.closed = closed
        self.said: list[tuple[str, object]] = []

    def call(self, method: str, **arguments: object) -> dict[str, object]:
        if method in self.closed:
            raise ChannelClosedError(method)
        self.said.append((method, arguments["channel"]))
        return {}


@pytest.mark.parametrize(
    ("click", "closed", "said"),
    [
        (CLICK, (), [("chat.postEphemeral", "C1")]),
        (CLICK, ("chat.postEphemeral",), [("chat.postMessage", "U1")]),
        (CLICK._replace(channel=""), (), [("chat.postMessage", "U1")]),
        (CLICK, ("chat.postEphemeral", "chat.postMessage"), []),
    ],
    ids=["where they pressed", "bot or person is outside", "nobody knows where", "nowhere"],
)
def test_whoever_pressed_is_told_where_it_can_be_done(
    click: Click, closed: tuple[str, ...], said: list[tuple[str, object]]
) -> None:
    rooms = Rooms(*closed)
    SlackAnswers(rooms).tell(click, one_line("Already running"))  # type: ignore[arg-type]  # the same
    assert rooms.said == said
