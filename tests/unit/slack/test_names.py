"""What people are called: asked for once, and never again and again of a Slack that does not say."""

from datetime import timedelta

from bot.domain.errors import Transient
from bot.domain.policy.policy import Target
from bot.slack.names import ASKED_AGAIN_AFTER, CACHED_FOR, SlackNames
from tests.fakes import HandClock

ANA, BEN = Target("user", "U1"), Target("user", "U2")
GROUP = Target("group", "S1")


class Directory:
    """Slack's users.info and usergroups.list; silent while `fails`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    def call(self, method: str, **arguments: str) -> dict[str, object]:
        self.asked.append(" ".join((method, *arguments.values())))
        if self.fails:
            raise Transient("no answer")
        if method == "usergroups.list":
            return {"usergroups": [{"id": "S1", "handle": "orders"}, {"id": "S2", "handle": ""}]}
        names = {"U1": {"profile": {"display_name": "ana"}}, "U2": {"profile": {}, "name": "ben.b"}}
        return {"user": names.get(arguments["user"], {})}


def asking() -> tuple[Directory, HandClock, SlackNames]:
    directory, clock = Directory(), HandClock()
    return directory, clock, SlackNames(directory, clock)  # type: ignore[arg-type]  # all it calls


def test_people_and_groups_go_by_what_slack_shows() -> None:
    _, _, names = asking()
    assert names.of((ANA, BEN, GROUP), ask=True) == {ANA: "ana", BEN: "ben.b", GROUP: "@orders"}


def test_a_name_is_asked_for_once_an_hour() -> None:
    directory, clock, names = asking()
    names.of((ANA,), ask=True)
    clock.forward(seconds=CACHED_FOR.total_seconds() - 1)
    assert names.of((ANA,), ask=True) == {ANA: "ana"}
    assert len(directory.asked) == 1
    clock.forward(seconds=1)
    names.of((ANA,), ask=True)
    assert len(directory.asked) == 2


def test_what_may_not_wait_is_told_only_what_is_known() -> None:
    directory, _, names = asking()
    assert names.of((ANA,), ask=False) == {}
    assert directory.asked == []


def test_who_has_no_name_is_left_out_and_asked_for_again_later() -> None:
    directory, clock, names = asking()
    nobody, unknown = Target("user", "U9"), Target("group", "S9")
    assert names.of((nobody, unknown, nobody), ask=True) == {}
    assert directory.asked == ["users.info U9", "usergroups.list"]
    clock.forward(seconds=ASKED_AGAIN_AFTER.total_seconds())
    names.of((nobody,), ask=True)
    assert len(directory.asked) == 3


def test_a_slack_that_does_not_say_is_asked_nothing_for_a_while_and_what_is_known_stands() -> None:
    directory, clock, names = asking()
    names.of((ANA,), ask=True)
    directory.fails = True
    clock.forward(hours=2)
    assert names.of((ANA, BEN, GROUP), ask=True) == {ANA: "ana"}
    assert len(directory.asked) == 2
    directory.fails = False
    clock.forward(seconds=ASKED_AGAIN_AFTER.total_seconds() + timedelta(minutes=1).total_seconds())
    assert names.of((BEN,), ask=True) == {BEN: "ben.b"}
