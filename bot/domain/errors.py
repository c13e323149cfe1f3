"""Faults, split by what the caller does about them. Refusals are values and live beside what refuses.

BotError
├── Transient   try again: Lambda, SQS or the clock will
└── Permanent   trying again cannot help: a person must be told
"""


class BotError(Exception):
    """Every fault Lastcall raises by itself."""


class Transient(BotError):
    """The same call may succeed later."""


class Permanent(BotError):
    """The same call will fail the same way; the message says what to do."""
