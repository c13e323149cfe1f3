"""A lastcall.toml: what it means, and everything that is wrong with it at once."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Problem, check_policy, compile_policy
from bot.domain.errors import Permanent
from bot.domain.policy.policy import (
    Access,
    Bounds,
    Escalation,
    EventFilter,
    Hours,
    Match,
    Policy,
    Redaction,
    Route,
    Step,
    Target,
)
from bot.domain.policy.rotation import Rotation
from bot.parsing.policy_document import load_policy

ROOT = Path(__file__).resolve().parents[3]
LAST = '[[routes]]\nname = "rest"\nchannel = "C0INCIDENT"\n'
WHOLE = """
workspace = "T0LOCAL01"
timezone = "Europe/Berlin"

[watch]
alarms = ["orders-*"]

[evidence]
budget = "12s"

[mitigation]
stream_retention = "3d"
max_concurrency = 40
reserved_concurrency = 50
retries = 0
failure_destination = "arn:aws:sqs:eu-west-1:111122223333:skipped"

[redaction]
keys = ["customer_no"]
patterns = ["CUST-[0-9]+"]
keep = ["email"]

[rotations.orders]
people = ["U0ANA00001", "U0BEN00001"]
since = 2026-07-06T09:00:00
length = "7d"

[[routes]]
name = "orders"
channel = "C0ORDERS01"
owner = "U0ANA00001"
impact = "Orders are paid and not shipped."
environment = "production"
settle = "10m"
reopen = "2h"
max_delay = "1h"
sample = "ask"
samples = "keys"
keep = ["order_id"]
picture = true
group_by = "alarm"
runbook = "dead_letters"
look = ["everyone"]
act = ["user:U0ANA00001", "group:S0ORDERS01"]
match.kinds = ["dead_letters"]
match.resources = ["orders-*"]
match.accounts = ["111122223333"]
match.regions = ["eu-*"]
match.tags.team = "orders"
hours = { days = "mon-fri", time = "09:00-18:00" }

[routes.escalation]
remind_every = "1h"
reminders = 3
ask_after = "4h"
answer_within = "15m"
steps = [
    { after = "0m", tell = ["oncall:orders"] },
    { after = "15m", tell = ["owner", "user:U0BEN00001", "group:S0ORDERS01", "channel"] },
    { after = "15m", tell = ["topic:arn:aws:sns:eu-west-1:111122223333:page"] },
]

[[routes]]
name = "rest"
channel = "C0INCIDENT"
hours = { days = "sat,sun", time = "10:00-12:00", timezone = "UTC" }
"""


def problems(text: str) -> list[str]:
    read = check_policy(text, "f")
    assert isinstance(read, tuple)
    assert not isinstance(read, Policy)
    return [str(problem) for problem in read]


def test_every_key_becomes_what_it_says() -> None:
    minutes = timedelta(minutes=15)
    assert check_policy(WHOLE) == Policy(
        workspace="T0LOCAL01",
        timezone="Europe/Berlin",
        event_filter=EventFilter(("orders-*",)),
        evidence_budget=timedelta(seconds=12),
        bounds=Bounds(timedelta(days=3), 40, 50, 0, "arn:aws:sqs:eu-west-1:111122223333:skipped"),
        redaction=Redaction(("customer_no",), ("CUST-[0-9]+",), ("email",)),
        rotations=(
            Rotation(
                "orders",
                ("U0ANA00001", "U0BEN00001"),
                datetime(2026, 7, 6, 7, tzinfo=UTC),
                timedelta(days=7),
                "Europe/Berlin",
            ),
        ),
        routes=(
            Route(
                name="orders",
                channel="C0ORDERS01",
                match=Match(
                    ("dead_letters",), ("orders-*",), ("111122223333",), ("eu-*",), {"team": "orders"}
                ),
                owner="U0ANA00001",
                impact="Orders are paid and not shipped.",
                environment="production",
                escalation=Escalation(
                    steps=(
                        Step(timedelta(0), (Target("oncall", "orders"),)),
                        Step(
                            minutes,
                            (
                                Target("owner"),
                                Target("user", "U0BEN00001"),
                                Target("group", "S0ORDERS01"),
                                Target("channel"),
                            ),
                        ),
                        Step(minutes, (Target("topic", "arn:aws:sns:eu-west-1:111122223333:page"),)),
                    ),
                    remind_every=timedelta(hours=1),
                    reminders=3,
                    ask_after=timedelta(hours=4),
                    answer_within=minutes,
                ),
                settle=timedelta(minutes=10),
                reopen=timedelta(hours=2),
                max_delay=timedelta(hours=1),
                sample="ask",
                samples="keys",
                unmasked=("order_id",),
                picture=True,
                group_by="alarm",
                look=Access(everyone=True),
                act=Access(users=("U0ANA00001",), groups=("S0ORDERS01",)),
                hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4), 540, 1080),
                runbook="dead_letters",
            ),
            Route("rest", "C0INCIDENT", hours=Hours("UTC", (5, 6), 600, 720)),
        ),
    )


def test_a_mitigation_is_bound_by_what_aws_allows_itself() -> None:
    beyond = f"""[mitigation]
stream_retention = "366d"
max_concurrency = 1001
retries = -1
{LAST}"""
    assert problems(beyond) == [
        'f:2: "stream_retention" must be at least 1d and at most 365d, not 366d',
        'f:3: "max_concurrency" must be a whole number from 2 to 1000, not 1001',
        'f:4: "retries" must be a whole number from 0 to 10000, not -1',
    ]


def test_the_evidence_budget_leaves_time_to_write_what_was_found() -> None:
    template = (ROOT / "template.yaml").read_text()
    timeouts = [
        int(seconds)
        for seconds in re.findall(r"On(?:Job|Command):\n(?:    .*\n)*?      Timeout: (\d+)", template)
    ]
    assert len(timeouts) == len({"on_job", "on_command"})
    too_long = f'[evidence]\nbudget = "{min(timeouts)}s"\n{LAST}'
    assert problems(too_long) == [f'f:2: "budget" must be at least 1s and at most 30s, not {min(timeouts)}s']
    assert problems(f'[evidence]\nbudget = "0s"\n{LAST}')
    assert isinstance(check_policy(f'[evidence]\nbudget = "30s"\n{LAST}'), Policy)


def test_one_route_with_a_channel_is_a_whole_policy() -> None:
    assert check_policy(LAST) == Policy((Route("rest", "C0INCIDENT"),))


OURS = {"C0123456789": "C0INCIDENT", "U0123456789": "U0ANA00001", "U0987654321": "U0BEN00001",
        "S0123456789": "S0ORDERS01", "T0123456789": "T0LOCAL01", "123456789012": "111122223333"}  # fmt: skip


def edited(text: str) -> str:
    """A file whose examples were replaced, as its comments say."""
    for example, ours in OURS.items():
        text = text.replace(example, ours)
    return text


def test_the_file_in_the_repository_wants_one_line_changed_and_the_check_names_it() -> None:
    written = (ROOT / "lastcall.toml").read_text()
    (problem,) = problems(written)
    line = written.splitlines()[int(problem.split(":")[1]) - 1]
    assert line.startswith('channel = "C0123456789"')
    assert "is still the example's C0123456789" in problem
    assert isinstance(check_policy(written.replace("C0123456789", "C0INCIDENT")), Policy)


def test_all_that_the_file_in_the_repository_shows_commented_out_is_fine_once_it_is_ours() -> None:
    written = (ROOT / "lastcall.toml").read_text()
    shown = written[written.index("# [[routes]]") : written.index("# The last route")]
    rotation = written[written.index("# [rotations.orders]") : written.index("# Routes:")]
    uncommented = "\n".join(
        line.removeprefix("# ") for line in (rotation + shown).splitlines() if line != "#"
    )
    read = check_policy(f"{edited(uncommented)}\n{LAST}")
    assert isinstance(read, Policy), read


def test_every_example_of_the_file_in_the_repository_is_refused_where_it_is_left_in() -> None:
    written = (ROOT / "lastcall.toml").read_text()
    shown = written[written.index("# [[routes]]") : written.index("# The last route")]
    rotation = written[written.index("# [rotations.orders]") : written.index("# Routes:")]
    uncommented = "\n".join(
        line.removeprefix("# ") for line in (rotation + shown).splitlines() if line != "#"
    )
    examples = [
        line for line in uncommented.splitlines() for example in OURS if example in line.split("#")[0]
    ]
    lines = {problem.split(":")[1] for problem in problems(f"{uncommented}\n{LAST}")}
    assert len(lines) == len(set(examples))


def test_the_policy_of_the_artefact_is_the_one_that_was_checked(tmp_path: Path) -> None:
    file = tmp_path / "lastcall.toml"
    file.write_text(WHOLE)
    assert load_policy(compile_policy(file)) == check_policy(WHOLE)


def test_a_policy_with_problems_is_not_compiled(tmp_path: Path) -> None:
    file = tmp_path / "lastcall.toml"
    file.write_text("x = 1")
    with pytest.raises(Permanent, match=r'lastcall.toml:1: unknown key "x"'):
        compile_policy(file)


def test_a_problem_names_file_line_and_remedy() -> None:
    assert check_policy("\nx = 1\n" + LAST, "lastcall.toml") == (
        Problem("lastcall.toml", 2, 'unknown key "x" in lastcall.toml'),
    )


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = """timezone = "Mars"
[wach]
[[routes]]
name = "a"
chanel = "C0INCIDENT"
[[routes]]
name = "a"
channel = "#incidents"
[routes.escalation]
steps = [
  { after = "10m", tell = ["owner"] },
  { after = "5m", tell = ["oncall:orders", "pager"] },
]
"""
    assert [problem.split(": ")[0] for problem in problems(text)] == [
        "f:1", "f:2", "f:3", "f:5", "f:7", "f:8", "f:11", "f:12", "f:12",
    ]  # fmt: skip


def route(lines: str) -> str:
    return f'[[routes]]\nname = "first"\nchannel = "C0INCIDENT"\nmatch.resources = ["a-*"]\n{lines}\n{LAST}'


def steps(tables: str) -> str:
    return f"escalation.steps = [\n{tables}\n]"


WRONG = (
    pytest.param("", 1, 'lastcall.toml needs "routes"', id="an empty file"),
    pytest.param("a = ", 1, "this is not valid TOML", id="a syntax error"),
    pytest.param("a = [\n1", 2, "this is not valid TOML", id="a file cut off"),
    pytest.param('a = "\nb"', 1, "this is not valid TOML", id="a text never closed"),
    pytest.param("routes = []", 1, '"routes" must be a non-empty list, not []', id="no route"),
    pytest.param("routes = 5", 1, '"routes" must be a non-empty list', id="routes that are none"),
    pytest.param(
        "[routes]\nname = 'x'", 1, '"routes" must be a non-empty list', id="one pair of brackets too few"
    ),
    pytest.param(
        f"rotations = 5\n{LAST}", 1, '"rotations" must be named tables', id="rotations that are none"
    ),
    pytest.param(
        f"watch = 5\n{LAST}", 1, '"watch" must be a table, such as [watch]', id="a table that is none"
    ),
    pytest.param(f"[watch]\nalarm = []\n{LAST}", 2, 'did you mean "alarms"?', id="a key misspelt"),
    pytest.param(
        f"[redaction]\npatterns = ['(']\n{LAST}", 2, "not a valid regular expression", id="a pattern"
    ),
    pytest.param(
        f"[redaction]\npatterns = [\n'CUST-[0-9]+',\n'(a+)+$']\n{LAST}",
        4,
        "such as `a{1,40}`",
        id="a pattern whose matching explodes",
    ),
    pytest.param(f"[[routes]]\nname = 'a'\n{LAST}", 1, '[[routes]] needs "channel"', id="no channel"),
    pytest.param(f"[rotations.x]\npeople = []\n{LAST}", 2, "a non-empty list", id="nobody on call"),
    pytest.param(route("sample = 'sometimes'"), 5, '"auto", "ask" or "never"', id="an unknown word"),
    pytest.param(route("match.kinds = []"), 5, "a non-empty list", id="a part that would match everything"),
    pytest.param(route("match.kinds = ['dead_leters']"), 5, 'did you mean "dead_letters"?', id="a kind"),
    pytest.param(route("look = ['S0ORDERS01']"), 5, '"user:ID" or "group:ID"', id="an id without its kind"),
    pytest.param(route("act = ['user:ana']"), 5, "ID of a Slack user", id="a name for an id"),
    pytest.param(route("hours = {days='mon'}"), 5, '[routes.hours] needs "time"', id="half of the hours"),
    pytest.param(route("escalation.reminders = 99"), 5, "from 0 to 12", id="reminders without end"),
    pytest.param(route("escalation.ask_after = '0m'"), 5, "at least 1m", id="a question at once"),
    pytest.param(
        route(steps("{ after = '1h', tell = ['channel'] },\n{ after = '5m', tell = ['channel'] }")),
        7,
        "sort the steps by time",
        id="a step that comes before the one above it",
    ),
    pytest.param(route(steps("{ after = '0m', tell = [] }")), 6, "a non-empty list", id="a step for nobody"),
    pytest.param(route(steps("{ after = '0m', tell = ['ana'] }")), 6, "must be one of owner", id="a target"),
    pytest.param(route(steps("{ after = '0m', tell = ['topic:page'] }")), 6, "ARN of an SNS", id="a topic"),
    pytest.param(
        route(steps("{ after = '0m', tell = ['owner'] }")),
        6,
        'route "first" notifies its owner but has none',
        id="an owner that is not named",
    ),
    pytest.param(
        "[rotations.orders]\npeople = ['U0ANA00001']\nsince = 2026-01-05\nlength = '1d'\n"
        + route(steps("{ after = '0m', tell = ['oncall:order'] }")),
        10,
        'there is no rotation "order"; did you mean "orders"?',
        id="a rotation misspelt",
    ),
    pytest.param(LAST + LAST, 5, 'another route is also called "rest"', id="two routes of one name"),
    pytest.param(
        f"{LAST}{LAST.replace('rest', 'more')}",
        4,
        'route "more" is never reached: "rest" above it matches everything',
        id="a route below the catch-all",
    ),
    pytest.param(
        LAST + "match.resources = ['a-*']",
        1,
        "the last route must match everything",
        id="no catch-all",
    ),
)


@pytest.mark.parametrize(("text", "line", "what"), WRONG)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, what: str) -> None:
    assert any(each.startswith(f"f:{line}: ") and what in each for each in problems(text)), problems(text)


def matched(*parts: str) -> str:
    routes = (
        f'[[routes]]\nname = "{number}"\nchannel = "C0INCIDENT"\n{part}\n'
        for number, part in enumerate(parts)
    )
    return "".join(routes) + LAST


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "match.resources = ['*']", "match.kinds = ['dead_letters']", id="a star takes everything"
        ),
        pytest.param(
            "match.kinds = ['generic', 'dead_letters']", "match.kinds = ['generic']", id="more kinds"
        ),
        pytest.param(
            "match.tags = { team = 'a' }", "match.tags = { team = 'a', env = 'b' }", id="fewer tags"
        ),
        pytest.param(
            "match.resources = ['a']", "match = { resources = ['a'], kinds = ['generic'] }", id="fewer parts"
        ),
        pytest.param("match.resources = ['a-*']", "match.resources = ['a-b']", id="a name that fits"),
        pytest.param(
            "match.resources = ['a*', 'b*']", "match.resources = ['b-?', 'a-*']", id="narrower patterns"
        ),
        pytest.param("match.accounts = ['1111*']", "match.accounts = ['111122223333']", id="an account"),
        pytest.param("match.regions = ['eu-*']", "match.regions = ['eu-west-1', 'eu-north-*']", id="regions"),
        pytest.param(
            "match.regions = ['us-*']", "match.regions = ['*-gov-*']", id="all that a pattern can mean"
        ),
        pytest.param(
            "match.tags = { team = 'a*' }", "match.tags = { team = 'a-b' }", id="a tag by its beginning"
        ),
    ],
)
def test_a_route_below_one_that_takes_all_of_it_is_never_reached(before: str, after: str) -> None:
    assert any('route "1" is never reached' in problem for problem in problems(matched(before, after)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "match.kinds = ['generic']", "match.kinds = ['generic', 'dead_letters']", id="one kind more"
        ),
        pytest.param("match.kinds = ['generic']", "match.resources = ['a']", id="another part"),
        pytest.param("match.tags = { team = 'a' }", "match.tags = { team = 'b' }", id="another tag"),
        pytest.param("match.resources = ['a-b*']", "match.resources = ['a-*']", id="a wider pattern"),
        pytest.param("match.resources = ['a-?']", "match.resources = ['a-*']", id="one sign is not any"),
        pytest.param("match.resources = ['a-[!b]*']", "match.resources = ['a-*']", id="a class of signs"),
        pytest.param("match.regions = ['eu-*']", "match.regions = ['eu-west-1', 'us-*']", id="more regions"),
    ],
)
def test_a_route_that_may_still_be_reached_is_fine(before: str, after: str) -> None:
    assert isinstance(check_policy(matched(before, after)), Policy)
