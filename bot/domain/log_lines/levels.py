"""Levels by the words and numbers of common loggers."""

from typing import Any

from bot.domain.log_lines.line import Level

_WORDS = {
    Level.TRACE: ("trace", "trce", "trc", "verbose", "vrb", "finest", "finer", "silly"),
    Level.DEBUG: ("debug", "dbug", "dbg", "fine"),
    Level.INFO: ("info", "inf", "information", "informational", "notice", "success", "http"),
    Level.WARNING: ("warn", "warning", "wrn"),
    Level.ERROR: ("error", "err", "eror", "fail", "severe", "exception"),
    Level.FATAL: ("fatal", "ftl", "critical", "crit", "panic", "dpanic", "alert", "emergency", "emerg"),
}
_LEVEL_OF = {word: level for level, words in _WORDS.items() for word in words}
_LONGEST, _LONGEST_NUMBER = 20, 4
# pino and bunyan count from 10 (trace) to 60 (fatal), monolog from 100 to 600, Python's `levelno` from 10 to
# 50 (critical), OpenTelemetry's SeverityNumber from 1 to 24, syslog from 7 (debug) down to 0.
_PINO = ((60, Level.FATAL), (50, Level.ERROR), (40, Level.WARNING), (30, Level.INFO), (20, Level.DEBUG))
_MONOLOG = ((500, Level.FATAL), (400, Level.ERROR), (300, Level.WARNING), (200, Level.INFO))
_PYTHON = ((50, Level.FATAL), (40, Level.ERROR), (30, Level.WARNING), (20, Level.INFO), (10, Level.DEBUG))
_OPEN_TELEMETRY = ((21, Level.FATAL), (17, Level.ERROR), (13, Level.WARNING), (9, Level.INFO))
_BY_NAME = {
    "levelno": _PYTHON,
    "severitynumber": _OPEN_TELEMETRY,
    "severity_number": _OPEN_TELEMETRY,
}
_LEAST_OF_MONOLOG = 100
_MOST_OF_SYSLOG = 7
_SYSLOG_ERROR, _SYSLOG_WARNING = 3, 4


def of_word(word: str) -> Level:
    """UNMARKED if it is no level's name; slog writes `ERROR+2`."""
    return _LEVEL_OF.get(word.strip("[] :")[:_LONGEST].partition("+")[0].lower(), Level.UNMARKED)


def of_value(value: Any, name: str) -> Level:
    """The value in a record's level field."""
    if isinstance(value, str):
        word = value.strip()
        numbered = len(word) <= _LONGEST_NUMBER and word.isascii() and word.isdigit()
        return of_value(int(word), name) if numbered else of_word(word)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Level.UNMARKED
    if name in _BY_NAME:
        return _at_least(value, _BY_NAME[name])
    if 0 <= value <= _MOST_OF_SYSLOG:
        return _of_syslog(value) if name in {"severity", "priority"} else Level.UNMARKED
    return _at_least(value, _MONOLOG if value >= _LEAST_OF_MONOLOG else _PINO)


def _at_least(value: float, scale: tuple[tuple[int, Level], ...]) -> Level:
    return next((level for least, level in scale if value >= least), Level.TRACE)


def _of_syslog(value: float) -> Level:
    if value <= _SYSLOG_ERROR:
        return Level.ERROR
    return Level.WARNING if value <= _SYSLOG_WARNING else Level.INFO
