"""One table of acts: whatever one part of it knows, all parts know."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from bot.domain.incident.command import Command
from bot.domain.lifecycle import acts
from bot.domain.lifecycle.acts import ACTS, MENU, RULES, act_named
from bot.domain.lifecycle.acts.act import Act
from bot.render.modals import help_reply
from bot.slack.handlers.at_once import AT_ONCE
from bot.slack.handlers.typed import HELP, act_typed, word_like
from bot.slack.handlers.windows import SHOWN, SUBMITTED, WINDOWS
from bot.slack.verify import OPENS, opens_modal

ROOT = Path(__file__).parents[3]
PRESSED = tuple(act for act in ACTS if act.id in {*AT_ONCE, *SHOWN})
TYPED = tuple(act for act in ACTS if act.typed)


def named(act: Act) -> str:
    return act.id


def test_no_two_acts_have_one_id() -> None:
    assert [act_named(act.id) for act in ACTS] == list(ACTS)


def test_every_file_of_acts_is_in_the_table() -> None:
    files = {path.stem for path in Path(acts.__file__).parent.glob("*.py")} - {
        "__init__",
        "act",
        "command_rule",
    }
    assert files == {
        name for name in files if set(getattr(acts, name).ACTS) <= set(ACTS) and getattr(acts, name).ACTS
    }


def test_every_act_has_somebody_who_does_it() -> None:
    handled = {*AT_ONCE, *SHOWN, *SUBMITTED, *(act.id for act in TYPED)}
    assert handled == {act.id for act in ACTS}


def test_every_command_has_one_rule_of_an_act_of_its_own() -> None:
    assert Counter(rule.command for rule in RULES) == Counter(get_args(Command))
    assert max(Counter(rule.act for rule in RULES).values()) == 1
    assert {rule.act for rule in RULES} <= set(ACTS)


def test_every_file_of_windows_is_in_the_table() -> None:
    folder = ROOT / "bot" / "slack" / "handlers" / "windows"
    assert len(WINDOWS) == len({path.stem for path in folder.glob("*.py")} - {"__init__", "window"})


@pytest.mark.parametrize("act", PRESSED, ids=named)
def test_what_is_pressed_has_a_label_and_is_either_done_or_shown(act: Act) -> None:
    assert act.label
    assert (act.id in AT_ONCE) != (act.id in SHOWN)


@pytest.mark.parametrize("act", PRESSED, ids=named)
def test_the_door_opens_a_window_for_what_shows_one_on_a_card(act: Act) -> None:
    shown_in_a_window = act.id.startswith("show:")
    assert opens_modal({"action_id": act.id}) == (act.id in SHOWN and not shown_in_a_window)
    assert act.id.startswith(OPENS) or shown_in_a_window or act.id in AT_ONCE


@pytest.mark.parametrize("act", ACTS, ids=named)
def test_what_may_stand_among_the_three_dots_has_its_place_there(act: Act) -> None:
    assert (act.offered is not None) == (act in MENU)


@pytest.mark.parametrize("act", MENU, ids=named)
def test_what_stands_among_the_three_dots_can_be_pressed(act: Act) -> None:
    assert act in PRESSED


@pytest.mark.parametrize("act", TYPED, ids=named)
def test_what_can_be_typed_is_in_the_help_and_found_by_each_of_its_words(act: Act) -> None:
    assert act.typed is not None
    words = (act.typed.word, *act.typed.also)
    assert {act_typed(each.upper()) for each in words} == {act}
    assert f"/lastcall {act.typed.word}".rstrip() in help_reply("/lastcall", "/lastcall", HELP).fallback
    assert word_like(f"{words[-1]}x") == (act.typed.word or words[-1])


def test_no_word_stands_for_two_acts() -> None:
    words = [word for act in ACTS if act.typed for word in (act.typed.word, *act.typed.also)]
    assert len(words) == len(set(words))
    assert act_typed("help") is None


@pytest.mark.parametrize("act", PRESSED, ids=named)
def test_the_readme_says_what_every_button_of_a_card_does(act: Act) -> None:
    """A window's own buttons, and what leads to the same window as another one, need no word of their own."""
    told = {each.label.rstrip("…") for each in ACTS if each.happens}
    assert act.label.rstrip("…") in told or act.id.startswith("show:")


def test_no_other_file_has_to_know_of_a_command_with_a_window() -> None:
    """The drill of CONTRIBUTING, by one that has a button of its own and wants something read as well."""
    names = re.compile(r"\b(OPEN_RESOLVE|RESOLVE|Resolve|resolve_modal|acts\.resolve|windows\.resolve)\b")
    lines = re.compile(
        r"^from bot\.(domain\.lifecycle\.acts|slack\.handlers\.windows) import .*\bresolve\b", re.MULTILINE
    )
    product = (ROOT / "bot").rglob("*.py")
    texts = {str(path.relative_to(ROOT / "bot")): path.read_text() for path in product}
    assert {path for path, text in texts.items() if names.search(text) or lines.search(text)} == {
        "domain/incident/command.py",
        "domain/lifecycle/acts/resolve.py",
        "domain/lifecycle/acts/__init__.py",
        "render/modals/resolve.py",
        "render/modals/__init__.py",
        "slack/handlers/windows/resolve.py",
        "slack/handlers/windows/__init__.py",
        "render/card/controls.py",
        "use_cases/read_for_command.py",
    }


def test_contributing_names_every_file_of_the_drill() -> None:
    drill = (ROOT / "CONTRIBUTING.md").read_text().split("## Add a command")[1].split("\n## ")[0]
    assert all(
        f"{folder}/hand_over.py" in drill
        for folder in ("domain/lifecycle/acts", "render/modals", "handlers/windows")
    )
    for path in (
        "domain/incident/command.py",
        "domain/lifecycle/acts/__init__.py",
        "slack/handlers/windows/__init__.py",
    ):
        assert path in drill
        assert (ROOT / "bot" / path).is_file()
