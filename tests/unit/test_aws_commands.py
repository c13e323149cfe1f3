"""Every command that a document or a change gives to a person's hands is one that the AWS CLI has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    Values,
)
from bot.domain.mitigation.words import by_hand
from tests.unit.aws_commands import commands, wrong
from tests.unit.domain.mitigations import PLACE, ROLE, SKIPPED, SOURCE, STREAM, WORKER

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("runbooks/*.md")))
FILLED_IN = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")


def in_text(text: str) -> Iterator[str]:
    """What stands alone on its line, as in a block, or in backticks; without what is piped."""
    joined = FILLED_IN.sub("X", text).replace("\\\n", " ")
    for found in re.finditer(r"^(?:\$ )?(aws .*)$|`(aws [a-z-]+ [a-z-]+[^`\n]*)`", joined, re.MULTILINE):
        yield (found[1] or found[2]).partition(" | ")[0]


@pytest.mark.parametrize("document", DOCUMENTS, ids=[each.name for each in DOCUMENTS])
def test_a_command_in_a_document_is_one(document: Path) -> None:
    # In prose a command may be named without what it needs.
    found = [(said, each) for said in in_text(document.read_text()) for each in commands(said)]
    mistaken = [f"{each}: {why}" for said, each in found if (why := wrong(each)) and "--" in said]
    assert mistaken == []


def test_commands_are_found_in_documents() -> None:
    counted = sum(len(list(in_text(each.read_text()))) for each in DOCUMENTS)
    assert counted > len(DOCUMENTS)


MAPPING = f"arn:aws:lambda:{PLACE}:event-source-mapping:11111111-aaaa"


@pytest.mark.parametrize(
    ("target", "before", "after"),
    [
        (SOURCE, {RETENTION_SECONDS: "345600"}, {RETENTION_SECONDS: "1209600"}),
        (STREAM, {RETENTION_HOURS: "24"}, {RETENTION_HOURS: "168"}),
        (STREAM, {RETENTION_HOURS: "168"}, {RETENTION_HOURS: "24"}),
        (WORKER, {RESERVED: "5"}, {RESERVED: "10"}),
        (MAPPING, {MAXIMUM: "5"}, {MAXIMUM: "10"}),
        (MAPPING, {ENABLED: "true"}, {ENABLED: "false"}),
        (MAPPING, {ENABLED: "false"}, {ENABLED: "true"}),
        (
            MAPPING,
            {BISECT: "false", RETRIES: "-1", ON_FAILURE: ""},
            {BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED},
        ),
        (
            MAPPING,
            {BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED},
            {BISECT: "false", RETRIES: "-1", ON_FAILURE: ""},
        ),
    ],
)
def test_a_command_that_makes_a_change_is_one(target: str, before: Values, after: Values) -> None:
    found = [each for line in by_hand(target, before, after, ROLE) for each in commands(line)]
    assert found
    assert [f"{each}: {why}" for each in found if (why := wrong(each))] == []
