"""Where each key stands, in every way TOML has of writing it."""

import tomllib

import pytest

from bot.config.problem import Path
from bot.config.toml_lines import line_of, lines_of

TEXT = '''# comment = [
a = 1
b.c = "x = 2" # d = 3
"q.r" = {s = 1, "t" = [1,
  2]}

[tab.le]   # [no]
u = """
v = 1
"""
w = \'\'\'
x = 2 \'\'\'\'
y = 2026-01-05T09:00:00

[[list]]
z = [ # [
  "a", # "b",

  {deep = ['''
TEXT += """[1], []]},
]
[list.inner]
k = 'a"b'
[[list]]
z = true
[[list.more]]
m = 1
[[list.more]]
m = -1.5e3
"""
PLACES: tuple[tuple[Path, int], ...] = (
    (("a",), 2),
    (("b",), 3),
    (("b", "c"), 3),
    (("q.r", "s"), 4),
    (("q.r", "t", 1), 5),
    (("tab", "le"), 7),
    (("tab", "le", "u"), 8),
    (("tab", "le", "w"), 11),
    (("tab", "le", "y"), 13),
    (("list", 0), 15),
    (("list", 0, "z", 0), 17),
    (("list", 0, "z", 1, "deep", 0, 0), 19),
    (("list", 0, "inner", "k"), 22),
    (("list", 1), 23),
    (("list", 1, "z"), 24),
    (("list", 1, "more", 0, "m"), 26),
    (("list", 1, "more", 1), 27),
)


def test_the_sample_is_toml() -> None:
    assert tomllib.loads(TEXT)["list"][1]["more"][1] == {"m": -1500.0}


@pytest.mark.parametrize(("path", "line"), PLACES)
def test_everything_has_its_line(path: Path, line: int) -> None:
    assert lines_of(TEXT)[path] == line


def test_what_is_missing_has_the_line_of_what_it_is_missing_in() -> None:
    lines = lines_of(TEXT)
    assert line_of(lines, ("list", 1, "more", 1, "n", 5)) == 27
    assert line_of(lines, ("nowhere",)) == 1


def test_windows_line_ends_change_no_line() -> None:
    assert lines_of("a = 1\r\n\r\n[b]\r\nc = [\r\n1]\r\n") == {
        ("a",): 1,
        ("b",): 3,
        ("b", "c"): 4,
        ("b", "c", 0): 5,
    }


def test_text_that_is_no_toml_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(AssertionError, match="no TOML"):
        lines_of("= 1")
