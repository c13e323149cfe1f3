"""The catalogue of wire formats is complete, and in the order in which one is told from another."""

from pathlib import Path

import pytest

import bot.parsing.dead_letters
from bot.explain.reference import reference
from bot.parsing.dead_letters import FORMATS, read_dead_letter
from bot.parsing.received_message import bare, read_message
from tests.events.dead_letters import NAMES, document, message, other_casing

ROOT = Path(bot.parsing.dead_letters.__file__).parent
DOCUMENT = ROOT.parent.parent.parent / "docs" / "dead-letters.md"
FORMAT_NAMES = [each.name for each in FORMATS]


def format_of(name: str) -> str:
    """The format a file must be read as, which its name begins with."""
    return next(each for each in FORMAT_NAMES if name == each or name.startswith(f"{each}_"))


def test_every_file_of_the_folder_has_its_line_in_the_catalogue() -> None:
    files = {path.stem for path in ROOT.glob("*.py")} - {"__init__"}
    assert set(FORMAT_NAMES) == files


def test_the_unknown_format_comes_last_because_it_takes_everything() -> None:
    assert FORMAT_NAMES[-1] == "unknown"


def test_what_sqs_itself_says_comes_first_because_nobody_can_forge_it() -> None:
    assert FORMAT_NAMES[0] == "sqs_source"


def test_the_documentation_has_every_format_as_the_code_has_it() -> None:
    generated = DOCUMENT.read_text().partition("]]] -->\n")[2].partition("<!-- [[[end]]] -->")[0]
    assert generated == reference()


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_a_format_has_a_sample(name: str) -> None:
    assert any(format_of(each) == name for each in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_read_as_the_format_it_is_called_after(name: str) -> None:
    assert read_dead_letter(message(name)).format == format_of(name)


@pytest.mark.parametrize("name", [each for each in NAMES if "Body" in document(each)])
def test_a_message_reads_the_same_in_a_functions_casing(name: str) -> None:
    given = document(name)
    here, there = read_message(given), read_message(other_casing(given))
    assert here is not None
    assert there is not None
    assert read_dead_letter(here) == read_dead_letter(there)


BODY_TELLS = (
    *("lambda_destination", "stream_pointer", "pipes_pointer", "sns_subscription", "record_and_exception"),
    *("lambda_async_topic", "eventbridge_target_encrypted_bare"),
)


@pytest.mark.parametrize("name", [each for each in NAMES if each.startswith(BODY_TELLS)])
def test_what_the_body_tells_is_told_by_the_body_alone(name: str) -> None:
    assert read_dead_letter(bare(message(name).body)) == read_dead_letter(message(name))


@pytest.mark.parametrize("name", ["lambda_async", "eventbridge_target", "scheduler", "sqs_source"])
def test_what_only_attributes_tell_is_unknown_by_the_body_alone(name: str) -> None:
    assert read_dead_letter(bare(message(name).body)).format == "unknown"


@pytest.mark.parametrize("name", NAMES)
def test_only_what_sqs_itself_wrote_is_more_than_claimed(name: str) -> None:
    assert read_dead_letter(message(name)).origin.claimed == (format_of(name) != "sqs_source")
