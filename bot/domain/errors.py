"""Faults, split by what the caller does about them. Refusals are values and live beside what refuses.

BotError
├── Transient   try again: Lambda, SQS or the clock will
└── Permanent   trying again cannot help: a person must be told
    └── UnreadableError   what is stored is of a newer release or damaged: it is left as it is
"""


class BotError(Exception):
    """Every fault Lastcall raises by itself."""


class Transient(BotError):
    """The same call may succeed later."""


class Permanent(BotError):
    """The same call will fail the same way; the message says what to do."""


class UnreadableError(Permanent):
    """An item of ours cannot be read by this release, and must not be overwritten by it.

    Attributes:
        newer: A newer release wrote it; else it is damaged.
    """

    def __init__(self, what: str, *, newer: bool) -> None:
        super().__init__(what)
        self.newer = newer
