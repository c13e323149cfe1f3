"""The error action of a rule of AWS IoT: `{"ruleName", "failures": [{"failedAction", "errorMessage"}], ...}`.

https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
"""

import re

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, items, text
from bot.parsing.wrappings import Layer

NAMES = frozenset({"rulename"})
# As the AWS SDK for Java words it.
_CODE = re.compile(r"Error Code: (\w{1,100})")


def read(layer: Layer) -> Failure | None:
    if get(layer.document, "ruleName") is None:
        return None
    for failure in items(get(layer.document, "failures")):
        message = text(get(failure, "errorMessage"), 2048)
        if message:
            code = _CODE.search(message)
            return Failure(code[1] if code else text(get(failure, "failedAction"), 100), message)
    return None
