"""Links into Logs Insights: the query the console reads out of the address is the one that was meant."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.error_shape import error_shape
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing
from bot.domain.log_lines.reading import read_log_line
from bot.render.links.logs import request_link, shape_link
from bot.render.links.web_address import web_address
from tests.events.log_lines import Row, rows
from tests.unit.render.troubles import NOW, SAMPLES, STREAM, STUCK_EVIDENCE, WORKER

REQUEST = "7b0c1f3e-0000-4000-8000-5d5c5b5a5958"


def _read(link: str) -> dict[str, Any]:
    """What the console makes of an address: an object of texts and one list of texts."""
    place = urlsplit(link).fragment
    detail = place.removeprefix("logsV2:logs-insights$3FqueryDetail$3D~(").removesuffix(")")
    head, _, groups = detail.partition("~source~(~'")
    names = [_text(each) for each in groups.removesuffix(")").split("~'")]
    found = re.findall(r"(?:^|~)(\w+)~'([^~]*)", head)
    return {**{name: _text(value) for name, value in found}, "source": names}


def _text(written: str) -> str:
    wide = re.sub(r"\*\*([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), written.replace("!", "$"))
    units = re.sub(r"\*([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), wide)
    # JavaScript's letters are halves of ours.
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


def test_a_request_is_found_by_its_id_in_its_own_log_group() -> None:
    read = _read(request_link(STUCK_EVIDENCE, SAMPLES[0]))
    assert read["source"] == ["/aws/lambda/clicks-worker"]
    assert f'filter @message like "{REQUEST}"' in read["editorString"]
    assert (read["timeType"], read["tz"]) == ("ABSOLUTE", "UTC")
    assert (read["start"], read["end"]) == ("2025-11-21T01:57:00.000Z", "2025-11-21T03:17:00.000Z")


def test_the_address_is_written_as_the_console_writes_it() -> None:
    link = request_link(STUCK_EVIDENCE, SAMPLES[0])
    assert link.startswith(
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
        "#logsV2:logs-insights$3FqueryDetail$3D~(end~'2025-11-21T03*3a17*3a00.000Z~start~'"
    )
    assert link.endswith("~source~(~'*2faws*2flambda*2fclicks-worker))")
    assert "editorString~'fields*20*40timestamp*2c*20*40message*0a*7c*20filter*20" in link


@pytest.mark.parametrize(
    ("shape", "condition"),
    [
        ("KeyError 'fullname'", '@message like "KeyError" and @message like "fullname"'),
        ("timeout after 3 s", "@message like /(?i)timed out|timeout/"),
        (
            "out of memory",
            "@message like /OutOfMemory|signal: killed|heap out of memory|MemoryError/",
        ),
        (
            "ConflictException order <id> is in state '…' since <time>",
            '@message like "ConflictException" and @message like "is in state" and @message like "order"',
        ),
        ("a", ""),
    ],
)
def test_an_error_is_found_by_what_does_not_vary_in_it(shape: str, condition: str) -> None:
    link = shape_link(STUCK_EVIDENCE, shape, NOW)
    assert (f"filter {condition}\n" in _read(link)["editorString"]) if condition else not link


def test_a_message_without_a_request_is_looked_for_by_its_error() -> None:
    sample = SAMPLES[0]._replace(request_id="")
    assert 'like "KeyError"' in _read(request_link(STUCK_EVIDENCE, sample))["editorString"]


def test_a_query_never_reads_more_than_a_day() -> None:
    read = _read(shape_link(STUCK_EVIDENCE, "KeyError", NOW - timedelta(days=9)))
    assert read["start"] == "2025-11-20T03:17:00.000Z"


@pytest.mark.parametrize(
    ("feeder", "group"),
    [
        (Feeder("function", WORKER), "/aws/lambda/clicks-worker"),
        (Feeder("stream", STREAM, through=WORKER), "/aws/lambda/clicks-worker"),
        (Feeder("queue", "arn:aws:sqs:eu-west-1:123456789012:orders"), ""),
        (Feeder("function", "not an arn"), ""),
    ],
)
def test_without_a_known_consumer_the_log_is_that_of_who_wrote_the_messages(
    feeder: Feeder, group: str
) -> None:
    evidence = Evidence(taken_at=NOW, consumers=Missing("denied"), feeders=(feeder,))
    link = shape_link(evidence, "KeyError", NOW)
    assert (_read(link)["source"] == [group]) if group else not link


@given(st.text(max_size=300), st.text(st.characters(codec="utf-8"), max_size=40))
def test_whatever_an_error_says_the_address_is_one_and_reads_back(shape: str, name: str) -> None:
    consumer = STUCK_EVIDENCE.consumers[0]
    assert not isinstance(consumer, str)
    group = f"/team/{name}"
    facts = consumer.facts._replace(log_group=group)
    evidence = replace(STUCK_EVIDENCE, consumers=(consumer._replace(facts=facts),))
    link = shape_link(evidence, shape, NOW)
    if link:
        assert re.fullmatch(r"[\x21-\x7e]*", link)
        assert web_address(link)
        assert _read(link)["source"] == [group]


# Blanks that were more than one, or a tab, are one in a shape.
BLANKS = {
    *("Python, structlog console, text format", "Python, structlog console, json format"),
    "zap, otherwise 2",
}


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row.about)
        for row in rows()
        if read_log_line(row.line).failure and row.about not in BLANKS
    ],
)
def test_what_a_shape_is_searched_by_stands_in_its_own_line(row: Row) -> None:
    query = _read(shape_link(STUCK_EVIDENCE, error_shape(row.line), NOW)).get("editorString", "")
    assert [word for word in re.findall(r'@message like "([^"]*)"', query) if word not in row.line] == []
