"""One word, one thing: the glossary, the names of classes, and the words that are no longer used."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
WORDS, RETIRED = GLOSSARY.split("## Retired")

# What is deployed; in LOCAL the local AWS and Slack play other people's systems and use their words.
PRODUCT = "bot"
LOCAL = "local"


def rows(table: str) -> list[list[str]]:
    """The cells of a Markdown table below its head."""
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def words_of(table: str) -> list[str]:
    return [word.strip(" `") for row in rows(table) for word in row[0].split(",")]


@cache
def texts(package: str) -> Mapping[str, str]:
    """The text of each file."""
    return {str(file.relative_to(ROOT)): file.read_text() for file in sorted((ROOT / package).rglob("*.py"))}


def shared(package: str) -> Mapping[str, list[str]]:
    """Names of classes that stand in several files. A private one is a word of its own file."""
    homes = defaultdict(list)
    for file, text in texts(package).items():
        for name in re.findall(r"^ *class ([A-Za-z]\w*)", text, re.MULTILINE):
            homes[name].append(file)
    return {name: files for name, files in homes.items() if len(files) > 1}


def identifiers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
            case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.keyword(arg=str(name)):
                yield name
            case _:
                pass


@cache
def used() -> Mapping[str, str]:
    """Each identifier of the product, and each word of one, with a file that uses it."""
    found: dict[str, str] = {}
    for file, text in texts(PRODUCT).items():
        for name in identifiers(ast.parse(text)):
            parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
            found |= dict.fromkeys([name.strip("_"), *(part.lower() for part in parts)], file)
    return found


def test_a_word_of_the_glossary_stands_there_once() -> None:
    words = words_of(WORDS)
    assert words
    assert sorted({word for word in words if words.count(word) > 1}) == []
    assert words == sorted(words, key=str.casefold)


def test_a_word_of_the_glossary_is_one_that_is_used() -> None:
    docs = (each.read_text() for each in ROOT.glob("docs/*.md") if each.name != "glossary.md")
    text = "\n".join([*texts(PRODUCT).values(), *docs]).lower()
    # As a sentence or a name has it: `acknowledged`, `take_over`, `LossClock`.
    words = {
        word: [word.replace(" ", between) for between in (" ", "-", "_", "")] for word in words_of(WORDS)
    }
    assert [word for word, spelt in words.items() if not any(each in text for each in spelt)] == []


def test_a_class_of_the_product_has_a_name_of_its_own() -> None:
    assert shared(PRODUCT) == {}


def test_a_class_of_the_local_aws_and_slack_has_a_name_of_its_own() -> None:
    assert shared(LOCAL) == {}


@pytest.mark.parametrize("word", words_of(RETIRED))
def test_a_retired_word_names_nothing(word: str) -> None:
    """With a capital it was the name of a class; in small letters it is no word of any name."""
    assert used().get(word) is None


def test_what_replaces_a_retired_word_is_not_retired_itself() -> None:
    instead = {word for row in rows(RETIRED) for word in re.findall(r"`(\w+)`", row[1])}
    assert instead
    assert instead.isdisjoint(words_of(RETIRED))
    assert {word for word in instead if word not in used()} == set()
