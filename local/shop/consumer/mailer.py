"""Writes to customers, invoked by events that nobody waits for."""

from typing import Any

from address import mail_address  # type: ignore[import-not-found]  # beside this file in the package
from counts import count  # type: ignore[import-not-found]  # the same


class MailRefusedError(Exception):
    """What the mail server answers to an address that is none."""


def handler(event: dict[str, Any], _context: Any) -> None:
    address = mail_address(event)
    if " " in address or "@" not in address:
        raise MailRefusedError(f"501 Syntax error in recipient of {event['mail_id']}")
    count("mails", 1)
