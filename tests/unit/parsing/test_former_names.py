"""What was stored under a former name is read."""

import json
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import bot.domain
from bot.parsing.documents import from_document, to_document
from bot.parsing.former_names import FIELDS, RECORDS


def domain() -> dict[str, Any]:
    """The classes of the domain, by name."""
    modules = (import_module(each.name) for each in pkgutil.walk_packages(bot.domain.__path__, "bot.domain."))
    return {name: value for each in modules for name, value in vars(each).items() if isinstance(value, type)}


CLASSES = domain()


def names(record: Any) -> set[str]:
    return {each.name for each in fields(record)} if is_dataclass(record) else set(record._fields)


@pytest.mark.parametrize(("former", "now"), RECORDS.items())
def test_a_renamed_record_has_its_new_name_alone(former: str, now: str) -> None:
    assert now in CLASSES
    assert former not in CLASSES


@pytest.mark.parametrize(
    ("record", "former", "now"),
    [(record, former, now) for record, renamed in FIELDS.items() for former, now in renamed.items()],
)
def test_a_renamed_field_has_its_new_name_alone(record: str, former: str, now: str) -> None:
    assert now in names(CLASSES[record])
    assert former not in names(CLASSES[record])


class Recovery(NamedTuple):
    records: int


class Losses(NamedTuple):
    destination: str


@dataclass(frozen=True)
class Holder:
    found: Recovery | Losses | None = None


def test_a_record_is_read_by_its_former_name() -> None:
    assert from_document(Holder, {"found": {"is": "Healing", "records": 2}}) == Holder(Recovery(2))


def test_a_field_is_read_by_its_former_name() -> None:
    assert from_document(Holder, {"found": {"is": "Losses", "kept_by": "arn"}}) == Holder(Losses("arn"))


def test_only_the_new_name_is_written() -> None:
    read = from_document(Holder, {"found": {"is": "Healing", "records": 2}})
    assert to_document(read) == {"is": "Holder", "found": {"is": "Recovery", "records": 2}}


# Documents as they were written before any of these names changed: between them each field that was stored.
BEFORE = json.loads((Path(__file__).parent / "documents_before_the_renames.json").read_text())


def leaves(document: Any) -> Iterator[Any]:
    """Everything that a document says, but for what it calls it."""
    match document:
        case dict():
            yield from (leaf for name, each in document.items() if name != "is" for leaf in leaves(each))
        case list():
            yield from (leaf for each in document for leaf in leaves(each))
        case _:
            yield document


@pytest.mark.parametrize("stored", BEFORE, ids=lambda each: each["kind"])
def test_nothing_is_lost_of_what_was_written_under_former_names(stored: dict[str, Any]) -> None:
    read = to_document(
        from_document(CLASSES[RECORDS.get(stored["kind"], stored["kind"])], stored["document"])
    )
    assert Counter(map(str, leaves(read))) == Counter(map(str, leaves(stored["document"])))
