"""Where a mail goes. The bug of the story: the shop's new form puts the name before the address."""

from typing import Any


def mail_address(mail: dict[str, Any]) -> str:
    return str(mail["to"])
