"""Presses, windows and submissions; they take a person, and the app's requests on a port of loopback."""

import time

from bot.slack.loading import loading_view
from tests.live.slack.door import Door
from tests.live.slack.place import Json, Place

PATIENCE = 5.0  # seconds until an answer to a submission must have been shown
OPEN = "live_open"
WINDOW = {"type": "modal", "title": {"type": "plain_text", "text": "Lastcall tries"}}


def button() -> Json:
    return {
        "type": "button",
        "action_id": OPEN,
        "value": "x",
        "text": {"type": "plain_text", "text": "Press me"},
    }


def text_of(text: str) -> list[Json]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


def form() -> Json:
    field = {"type": "plain_text_input", "action_id": "note"}
    named = {"block_id": "why", "label": {"type": "plain_text", "text": "A word"}}
    return WINDOW | {
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "input", "element": field, **named}],
    }


def post_button(slack: Place) -> str:
    return slack.post(text="press", blocks=[{"type": "actions", "elements": [button()]}])


def submitted(slack: Place, door: Door, external_id: str) -> Json:
    """The submission of a window, answered by another one of the external id."""
    press = slack.press(door, post_button(slack), OPEN)
    opened = slack.write("views.open", trigger_id=press["trigger_id"], view=form())
    shown = WINDOW | {"external_id": external_id, "blocks": text_of("Working on it…")}
    door.answer = {"response_action": "update", "view": shown}
    return slack.submit(door, opened["view"]["id"], press["user"]["id"])


def filled(slack: Place, **which: str) -> Json:
    """What Slack answers once the window is filled, or for as long as it cannot be."""
    end = time.monotonic() + PATIENCE
    while True:
        view = WINDOW | {"blocks": text_of("Done.")}
        answer = slack.json("views.update", view=view, **which)
        if answer.get("ok") or time.monotonic() > end:
            return answer
        time.sleep(0.2)


def test_a_window_given_in_answer_to_a_submission_is_found_by_its_external_id(
    slack: Place, door: Door
) -> None:
    external_id = f"live-{time.time_ns()}"
    submitted(slack, door, external_id)
    assert filled(slack, external_id=external_id).get("ok")


def test_a_submitted_window_keeps_its_id(slack: Place, door: Door) -> None:
    submission = submitted(slack, door, f"live-{time.time_ns()}")
    assert filled(slack, view_id=submission["view"]["id"]).get("ok")


def test_a_window_is_opened_under_an_external_id_of_ours(slack: Place, door: Door) -> None:
    press = slack.press(door, post_button(slack), OPEN)
    external_id = f"live-{time.time_ns()}"
    slack.write("views.open", trigger_id=press["trigger_id"], view=loading_view(external_id))
    assert filled(slack, external_id=external_id).get("ok")


def test_a_trigger_opens_one_window_only(slack: Place, door: Door) -> None:
    press = slack.press(door, post_button(slack), OPEN)
    slack.write("views.open", trigger_id=press["trigger_id"], view=form())
    assert slack.json("views.open", trigger_id=press["trigger_id"], view=form()).get("ok") is False


def test_a_press_names_the_persons_team_the_channel_and_a_way_to_answer(slack: Place, door: Door) -> None:
    press = slack.press(door, post_button(slack), OPEN)
    assert press["user"]["team_id"] == slack.me["team_id"]
    assert press["channel"]["id"] == slack.channel
    assert press["response_url"].startswith("http")
    assert (press["actions"][0]["action_id"], press["actions"][0]["value"]) == (OPEN, "x")


def test_a_press_from_another_company_names_the_pressers_own_team(slack: Place, door: Door) -> None:
    press = slack.press(door, post_button(slack), OPEN, foreign=True)
    assert press["user"]["team_id"] not in {"", slack.me["team_id"]}


def test_a_partner_is_described_by_their_own_team_and_is_no_stranger(slack: Place, door: Door) -> None:
    press = slack.press(door, post_button(slack), OPEN, foreign=True)
    described = slack.read("users.info", user=press["user"]["id"])["user"]
    assert described["team_id"] not in {"", slack.me["team_id"]}
    assert described["is_stranger"] is False
