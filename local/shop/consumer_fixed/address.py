"""Where a mail goes, in either form: `ada@example.com` and `Ada <ada@example.com>`."""

from email.utils import parseaddr
from typing import Any


def mail_address(mail: dict[str, Any]) -> str:
    return parseaddr(str(mail["to"]))[1]
