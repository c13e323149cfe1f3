"""Which regular expressions may take long on some text, and which never do."""

import re

import pytest

from bot.config.slow_pattern import why_slow

EXPLODING = (
    *(
        r"(a+)+$",
        r"(a|a)*b",
        r"(a|aa)+$",
        r"(\w+\s*)+x",
        r"(.*)*x",
        r"(x+x+)+y",
        r"([a-zA-Z]+)*$",
        r"(?i)(a+)+$",
    ),
    *(r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(?:a|b|ab)*c", r"(?:\d+-)*x", r"(a+){10}y", r"\A(?:a|a)+\Z"),
)
GROWING = (
    *(r"\s+$", r"a*a*b", r"\d+\d+x", r".*x", r"A.*B", r"[^@]+@", r"\w+@", r"CUST\w+-", r"<[^>]*>", r"\d+\b"),
    *(r"(?=\w+)x", r"(?>\s+)x", r"\s++x", r"a(a+b)*", r"x\w*\w*y", r"\A.*foo.*bar", r"^\s*a\s*\s*$"),
    r"(\"(?:\\.|[^\"\\])*\")",
)
MANY_STEPS = (
    *(
        r"([a-z]{1,50}){1,50}x",
        r"(a?){30}a{30}",
        r"\w{0,200}\w{0,200}x",
        r"a{1,100000}b",
        r"(?:a{0,5}){0,9}x",
    ),
)
QUICK = (
    *(
        r"CUST-[0-9]+",
        r"CUST-[0-9]+-[A-Z]+",
        r"\bK\d{8}\b",
        r"[A-Z]{2}\d{6}[A-D]",
        r"\b\d+\b",
        r"(?<!\d)\d+x",
    ),
    *(r"(?:\d{4}[- ]?){3}\d{4}", r"=[0-9]+;", r"kd[-_]?\d+", r"(?i)order-\d+", r"\w+", r"secret: \S+"),
    *(r"ACME-(?:[A-Z]{2}|\d{3})-\w+", r"(?:foo|bar|baz)\d{1,9}", r'"[^"]*"', r"\A\s*foo", r"Kunde\s+\d+"),
    *(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", r"DE\d{2}(?: ?\d{4}){4} ?\d{2}", r"\d{3}-\d{2}-\d{4}"),
)


@pytest.mark.parametrize("pattern", [*EXPLODING, *GROWING])
def test_a_repeat_that_may_be_read_again_is_refused_with_what_to_write(pattern: str) -> None:
    assert re.search(r"give it a maximum length, such as `.+[{][01],40[}]`", why_slow(pattern))


@pytest.mark.parametrize("pattern", MANY_STEPS)
def test_a_bounded_pattern_of_very_many_steps_is_refused(pattern: str) -> None:
    assert "more than 5,000 steps" in why_slow(pattern)


@pytest.mark.parametrize("pattern", QUICK)
def test_what_teams_write_is_taken(pattern: str) -> None:
    assert why_slow(pattern) == ""


def test_a_group_that_is_referred_to_is_refused() -> None:
    assert "refers back to a group" in why_slow(r"=([ab]{1,9})-\1")


def test_a_pattern_nested_without_end_is_refused_and_raises_nothing() -> None:
    assert "nested too deep" in why_slow("(" * 900 + "a" + ")" * 900)


def test_classes_that_meet_only_beyond_ascii_are_not_taken_for_apart() -> None:
    assert why_slow("[\u0436-\u044f]x[\u0430-\u0436]+[\u0436-\u043f]+x")
