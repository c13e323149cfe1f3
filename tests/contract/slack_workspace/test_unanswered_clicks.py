"""What a person sees when the app does not take their click in time, and clicks that come twice."""

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.slack_workspace.calls import Post
from tests.contract.slack_workspace.places import ANA, INCIDENTS
from tests.contract.slack_workspace.scripted_app import App, MovableClock, answer_after


def test_a_status_other_than_200_is_shown_beside_the_control_to_that_person(
    page: WorkspaceClient, app: App, post: Post
) -> None:
    ts = post()
    app.answers(status=503)

    outcome = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert (outcome["ok"], outcome["shown"]) == (False, "This app responded with Status Code 503.")
    (warning,) = page.state()["warnings"]
    assert (warning["user"], warning["ts"], warning["action_id"]) == (ANA, ts, "acknowledge")


def test_the_next_click_takes_the_warning_away(page: WorkspaceClient, app: App, post: Post) -> None:
    ts = post()
    app.answers(status=503)
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)
    app.answers(status=200)

    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert page.state()["warnings"] == []


def test_an_answer_after_three_seconds_counts_as_none(
    page: WorkspaceClient, app: App, post: Post, clock: MovableClock
) -> None:
    ts = post()
    app.reply = answer_after(clock, 3.1)
    late = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)
    app.reply = answer_after(clock, 2.9)
    just_in_time = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert late["shown"] == "Operation timed out. Apps need to respond within 3 seconds."
    assert just_in_time["ok"]


def test_a_delivery_can_be_replayed_byte_for_byte(
    page: WorkspaceClient, app: App, post: Post, clock: MovableClock
) -> None:
    page.click(ANA, "acknowledge", channel=INCIDENTS, ts=post())
    clock.advance(minutes=4)

    page.replay()

    first, second = app.requests
    assert first == second
    assert [delivery["status"] for delivery in page.deliveries()] == [200, 200]


def test_without_a_function_url_the_person_is_told_that_nothing_answered(
    clock: MovableClock, post: Post, slack: SlackWorkspace, page: WorkspaceClient
) -> None:
    ts = post()
    slack.courier.door = None

    outcome = page.click(ANA, "acknowledge", channel=INCIDENTS, ts=ts)

    assert not outcome["ok"]
    assert page.deliveries()[-1]["failure"] == "the workspace knows no Function URL: set function_url"
