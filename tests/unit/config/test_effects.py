"""A value that is right in form and can never have an effect is told, with its line."""

from fnmatch import fnmatchcase

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS
from bot.config import check_policy
from bot.config.aws_names import REGIONS
from bot.config.checks import covers_glob
from bot.config.placeholders import is_placeholder
from bot.domain.policy.policy import Policy
from tests.unit.config.test_read_policy import LAST, problems, route, steps

TOPIC = "topic:arn:aws:sns:{}:{}:{}"


def telling(target: str) -> str:
    return route(steps(f"{{ after = '0m', tell = ['{target}'] }}"))


def of(match: str) -> str:
    return f'[[routes]]\nname = "a"\nchannel = "C0INCIDENT"\n{match}\n{LAST}'


NEVER = (
    pytest.param(route("runbook = 'ordres'"), 5, "there is no runbooks/ordres.md", id="a runbook"),
    pytest.param(
        route("runbook = 'dead_leters'"), 5, 'did you mean "dead_letters"?', id="a runbook misspelt"
    ),
    pytest.param(route("runbook = 'wiki.example.com/x'"), 5, "starts with https://", id="half an address"),
    pytest.param(route("match.regions = ['eu-wset-1']"), 5, 'did you mean "eu-west-1"?', id="a region"),
    pytest.param(route("match.regions = ['mars-*']"), 5, "must be an AWS region", id="a pattern of none"),
    pytest.param(route("match.accounts = ['1234567890123*']"), 5, "12-digit account", id="thirteen digits"),
    pytest.param(route("match.accounts = ['?????']"), 5, "12-digit account", id="five signs"),
    pytest.param(route("match.accounts = ['123456789012']"), 5, "still the example's", id="its account"),
    pytest.param(
        '[[routes]]\nname = "a"\nchannel = "C0INCIDENT"\n'
        f'match.resources = ["arn:aws:sqs:eu-west-1:1:orders"]\n{LAST}',
        4,
        'must be a name such as "orders", not an ARN',
        id="an ARN for a name",
    ),
    pytest.param(
        telling(TOPIC.format("eu-west-1", "111122223333", "page.fifo")), 6, "neither SMS nor", id="fifo"
    ),
    pytest.param(telling(TOPIC.format("eu-wset-1", "111122223333", "page")), 6, "eu-west-1", id="its region"),
    pytest.param(
        telling(TOPIC.format("cn-north-1", "111122223333", "p")), 6, "no region of aws", id="partition"
    ),
    pytest.param(
        telling(TOPIC.format("eu-west-1", "1111", "page")), 6, "no 12-digit account", id="its digits"
    ),
    pytest.param(telling(TOPIC.format("eu-west-1", "111122223333", "p*")), 6, "not a pattern", id="topics"),
    pytest.param(
        telling(TOPIC.format("eu-west-1", "123456789012", "p")), 6, "example's", id="an example topic"
    ),
    pytest.param(
        f"[mitigation]\nfailure_destination = 'arn:aws:sqs:eu-wset-1:111122223333:x'\n{LAST}",
        2,
        "names no region of aws",
        id="a destination nowhere",
    ),
    pytest.param(
        "[rotations.orders]\npeople = ['U0ANA00001']\nsince = 2026-01-05\nlength = '1d'\n" + LAST,
        1,
        'no step notifies "oncall:orders"',
        id="a rotation that no step notifies",
    ),
    pytest.param(
        f"[watch]\nalarms = ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders']\n{LAST}",
        2,
        'must be a name such as "orders"',
        id="the ARN of an alarm",
    ),
    pytest.param(
        f"[redaction]\nkeys = ['order_no']\nkeep = ['order_no']\n{LAST}",
        1,
        'masks and keeps "order_no"',
        id="a field masked and kept",
    ),
    pytest.param(
        f"[redaction]\nkeep = ['email', 'Auth-Token']\n{LAST}",
        2,
        '"keep" has "Auth-Token", the name of a credential',
        id="a credential that is kept everywhere",
    ),
    pytest.param(
        route("keep = ['order_id', 'password']"),
        5,
        "the name of a credential",
        id="a credential that a route keeps",
    ),
    pytest.param(
        route("escalation = { reminders = 0, remind_every = '1h' }"),
        5,
        '"reminders" is 0',
        id="the pace of no reminders",
    ),
    pytest.param(route("act = ['everyone', 'user:U0ANA00001']"), 5, "changes nothing", id="everyone and one"),
    pytest.param(
        of("match.resources = ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders']"),
        4,
        'must be a name such as "orders", not a URL',
        id="a queue's address for its name",
    ),
    pytest.param(of("match.resources = ['a', 'b', 'a']"), 4, "has 'a' twice", id="a name twice"),
    pytest.param(
        of("match.resources = ['a-1', 'a-*']"), 4, "although 'a-*' already matches it", id="a name and more"
    ),
    pytest.param(route("match.kinds = ['generic', 'generic']"), 5, "twice", id="a kind twice"),
    pytest.param(
        f"[watch]\nalarms = ['orders-*', '*']\n{LAST}",
        2,
        "although '*' already matches it",
        id="watched twice",
    ),
    pytest.param(
        route(steps("{ after = '0m', tell = ['channel', 'channel'] }")), 6, "twice", id="told twice"
    ),
    pytest.param(
        route("act = ['user:U0ANA00001', 'user:U0ANA00001']"), 5, "twice", id="somebody named twice"
    ),
    pytest.param(f"[redaction]\nkeys = ['a', 'a']\n{LAST}", 2, "twice", id="a field masked twice"),
    pytest.param(route("match.tags = {}"), 5, "at least one tag", id="no tag"),
    pytest.param(route("match.tags = { '' = 'orders' }"), 5, "needs a key", id="a tag without a key"),
    pytest.param(
        route("match.tags = { team = '*' }"),
        5,
        "also matches alarms without that tag",
        id="a tag that need not be there",
    ),
    pytest.param(
        route("hours = { days = 'mon-sun', time = '00:00-24:00' }"),
        5,
        "all of every week",
        id="hours without end",
    ),
    pytest.param(LAST.replace("C0INCIDENT", "C0123456789"), 3, "still the example's", id="a channel"),
    pytest.param(route("owner = 'U0987654321'"), 5, "still the example's", id="a person"),
    pytest.param(telling("group:S0123456789"), 6, "still the example's", id="a group"),
    pytest.param(f"workspace = 'T0123456789'\n{LAST}", 1, "still the example's", id="a workspace"),
)


@pytest.mark.parametrize(("text", "line", "what"), NEVER)
def test_what_can_never_have_an_effect_is_told_with_its_line(text: str, line: int, what: str) -> None:
    assert any(each.startswith(f"f:{line}: ") and what in each for each in problems(text)), problems(text)


@pytest.mark.parametrize(
    "text",
    [
        route("runbook = 'dead_letters'"),
        route("runbook = 'https://wiki.example.com/orders'"),
        of("match.resources = ['orders-*', '*-orders', 'payments']"),
        route("match.tags = { team = '?*' }"),
        route("hours = { days = 'mon-sun', time = '00:00-23:00' }"),
        "[rotations.o]\npeople = ['U0ANA00001', 'U0BEN00001', 'U0ANA00001']\n"
        "since = 2026-01-05\nlength = '1d'\n" + telling("oncall:o"),
        route("match.regions = ['eu-*', 'us-gov-east-1']"),
        route("match.accounts = ['1111*', '22223333444?']"),
        telling(TOPIC.format("eu-west-1", "111122223333", "page")),
        telling("topic:arn:aws-cn:sns:cn-north-1:111122223333:page"),
    ],
)
def test_what_may_have_one_is_fine(text: str) -> None:
    assert isinstance(check_policy(text), Policy), check_policy(text)


def test_all_of_it_is_told_at_once() -> None:
    text = route("runbook = 'x'\nmatch.regions = ['mars-*']\nowner = 'U0123456789'").replace(
        "C0INCIDENT", "C0123456789", 1
    )
    assert [each.split(":")[1] for each in problems(text)] == ["3", "6", "7"]


def routes(*matches: str) -> str:
    return "".join(
        f'[[routes]]\nname = "{number}"\nchannel = "C0INCIDENT"\n{match}\n'
        for number, match in enumerate(matches)
    )


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("match.resources = ['a-*']", "match.resources = ['b-*']", "match.resources = ['b-1', 'a-1']"),
        ("match.kinds = ['generic']", "match.resources = ['a']", "match = { kinds = ['generic'] }"),
        (
            "match.regions = ['eu-*']",
            "match.regions = ['us-*']",
            "match.regions = ['us-*-1', 'eu-west-*']",
        ),
    ],
)
def test_a_route_that_several_above_take_together_is_never_reached(
    first: str, second: str, third: str
) -> None:
    (problem,) = problems(routes(first, second, third) + LAST)
    assert 'route "2" is never reached' in problem


def test_the_route_that_takes_everything_stays_though_others_take_all_kinds_together() -> None:
    half = len(KINDS) // 2
    names = [kind.name for kind in KINDS]
    assert isinstance(
        check_policy(routes(f"match.kinds = {names[:half]}", f"match.kinds = {names[half:]}") + LAST), Policy
    )


def test_of_a_route_something_may_be_left() -> None:
    text = routes("match.resources = ['a-*']", "match.resources = ['b-*']", "match.resources = ['a-1', 'c']")
    assert isinstance(check_policy(text + LAST), Policy)


@pytest.mark.parametrize("slack_id", ["C0123456789", "U01234567", "C1234567890", "T0000000000", "CXXXXXXXXXX",
                                      "U0XXXXXXX", "S9876543210"])  # fmt: skip
def test_an_example_is_known_by_its_look(slack_id: str) -> None:
    assert is_placeholder(slack_id)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=8, max_size=10))
def test_an_id_with_a_letter_between_is_nobodys_example(rest: str) -> None:
    assert not is_placeholder(f"U0Q7{rest}")


def test_the_regions_are_those_that_botocore_knows() -> None:
    session = botocore.session.get_session()
    known = {
        partition: set(session.get_available_regions("sqs", partition_name=partition))
        for partition in session.get_available_partitions()
    }
    assert {partition: set(regions) for partition, regions in REGIONS.items()} == known


PATTERNS = st.text("ab*?[]!", max_size=5)


@given(PATTERNS, PATTERNS, st.text("abc", max_size=4))
def test_a_pattern_that_covers_another_takes_whatever_that_takes(pattern: str, other: str, name: str) -> None:
    if covers_glob(pattern, other) and fnmatchcase(name, other):
        assert fnmatchcase(name, pattern)
