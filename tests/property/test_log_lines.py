"""Any log line: it is read, in time, as one thing or the other, whatever stands around it."""

import json
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.error_shape import LONGEST, error_shape
from bot.domain.log_lines.intake import counted
from bot.domain.log_lines.line import Level, Writer
from bot.domain.log_lines.reading import read_log_line
from tests.events.log_lines import rows
from tests.property.any_json import any_json

_LINES = [row.line for row in rows()]
_FAILURES = [row.line for row in rows() if row.fails]
_NAMES = (
    *(
        "level",
        "severity",
        "message",
        "msg",
        "err",
        "error",
        "exception",
        "errorType",
        "errorMessage",
        "cause",
    ),
    *(
        "stack",
        "stackTrace",
        "fields",
        "record",
        "type",
        "log",
        "_aws",
        "@t",
        "thrown",
        "context",
        "requestId",
    ),
)
_CUTS = st.tuples(st.integers(0, 400), st.integers(0, 40), st.text(max_size=20))
_ID = st.uuids().map(str)
# As it is written inside of JSON, in the formats that put a level before it.
_QUIET = (
    "[INFO]\t2026-03-01T03:00:00.123Z\t8f5c5c5e-1111-2222-3333-444455556666\t{}",
    "2026-03-01T03:00:00.123Z\t8f5c5c5e-1111-2222-3333-444455556666\tINFO\t{}",
    "2026-03-01 03:00:00,123 - shop.handler - INFO - {}",
    "2026-03-01 03:00:00.123 | INFO     | shop:handler:12 - {}",
    "INFO:root:{}",
    "03:00:00.123 [main] INFO  shop.Handler - {}",
    "[03:00:00 INF] {}",
    "info: {}",
)


@given(st.sampled_from(_LINES), _CUTS)
def test_a_line_that_was_changed_anywhere_is_still_read(line: str, cut: tuple[int, int, str]) -> None:
    at, length, other = cut
    changed = line[:at] + other + line[at + length :]
    read = read_log_line(changed)
    assert not (read.failure and read.all_is_well)
    shape = error_shape(changed)
    assert len(shape) <= LONGEST
    assert "\n" not in shape


@given(st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=5), any_json | st.sampled_from(_LINES)))
def test_any_record_is_read(record: dict[str, object]) -> None:
    text = json.dumps(record)
    assert len(error_shape(text)) <= LONGEST
    read = counted(text)
    assert read is None or read.failure


@pytest.mark.parametrize("quiet", _QUIET)
def test_no_failure_that_an_info_line_quotes_is_one(quiet: str) -> None:
    # Behind a head of Node's a record is its logger's own, whatever method of the console wrote it.
    quoted = [each for each in _FAILURES if not (each.startswith("{") and quiet is _QUIET[1])]
    quoting = [quiet.format(failure) for failure in quoted]
    assert [line for line in quoting if read_log_line(line).level is not Level.INFO] == []
    assert [line for line in quoting if read_log_line(line).failure or counted(line)] == []


@given(st.sampled_from(["info", "INFO", 30, "Information", "debug"]), st.sampled_from(_FAILURES))
def test_no_failure_that_an_info_record_quotes_is_one(level: str | int, failure: str) -> None:
    text = json.dumps({"level": level, "message": failure, "error": failure, "errorType": "KeyError"})
    assert not read_log_line(text).failure
    assert counted(text) is None


@given(st.sampled_from(_FAILURES))
def test_no_failure_in_embedded_metrics_is_one(failure: str) -> None:
    text = json.dumps({"_aws": {"CloudWatchMetrics": []}, "level": "ERROR", "message": failure})
    assert read_log_line(text).writer is Writer.METRICS
    assert counted(text) is None


@given(_ID, _ID, st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(_QUIET))
def test_a_shape_is_the_same_for_any_ids_and_numbers(
    one: str, other: str, few: int, many: int, quiet: str
) -> None:
    loud = quiet.replace("INFO", "ERROR").replace("INF", "ERR").replace("info", "error")
    text = "order {} of {} is gone"
    assert error_shape(loud.format(text.format(few, one))) == error_shape(
        loud.format(text.format(many, other))
    )


@given(
    st.sampled_from(["utf8", "s3", "ec2", "Http2Error", "base64", "sha256", "us-east-1", "v1.13.3", "x86_64"])
)
def test_a_name_with_digits_stays(name: str) -> None:
    assert name in error_shape(f"[ERROR] ValueError: cannot use {name} here")


@given(
    st.integers(400, 599),
    st.sampled_from(["status {}", "status code {}", "HTTP {}", "HTTP/1.1 {}", "code: {}"]),
)
def test_a_status_stays(status: int, said: str) -> None:
    assert str(status) in error_shape(f"[ERROR] HttpError: provider said {said.format(status)} of order 17")


@given(
    st.sampled_from(_LINES),
    st.sampled_from(
        ["{", "[", '"', "\\", "a=", "at ", "Caused by: ", "Error: ", "1-", "\n", "\x1b[", "[a] "]
    ),
)
def test_a_megabyte_is_read_in_half_a_second(line: str, unit: str) -> None:
    text = line + unit * (2**20 // len(unit))
    begun = process_time()
    error_shape(text)
    assert process_time() - begun < 0.5
