"""Thin Lambda handlers: unwrap the event, call one use case, report what must be delivered again.

What is imported stays: garbage is not collected until a function is `started`; that would be a tenth of its
cold start (docs/adr/0017).
"""

import gc
from typing import TypeVar

Handler = TypeVar("Handler")

gc.disable()


def started(handler: Handler) -> Handler:
    """The function is ready: from now on only garbage from its events is collected."""
    gc.freeze()
    gc.enable()
    return handler
