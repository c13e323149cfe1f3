"""Filling a window that may not be there yet."""

import pytest

from bot.ports.channel import MessageGoneError
from bot.render.modals import error_modal
from bot.slack.answers import WAITS, SlackAnswers

MODAL = error_modal("Already running")


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
    SlackAnswers(views, waited.append).fill("an-external-id", MODAL)  # type: ignore[arg-type]  # all it calls
    assert [each["external_id"] for each in views.updated] == ["an-external-id"]
    assert waited == list(WAITS[:2])


def test_a_window_that_never_opens_is_given_up_soon() -> None:
    views, waited = Views(absent=99), list[float]()
    with pytest.raises(MessageGoneError):
        SlackAnswers(views, waited.append).fill("an-external-id", MODAL)  # type: ignore[arg-type]  # the same
    assert waited == list(WAITS)


def test_a_window_that_was_pressed_in_is_not_waited_for() -> None:
    views, waited = Views(absent=1), list[float]()
    with pytest.raises(MessageGoneError):
        SlackAnswers(views, waited.append).fill("V0123456789", MODAL)  # type: ignore[arg-type]  # the same
    assert waited == []
