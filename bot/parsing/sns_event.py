"""The event with which SNS invokes a function, from the envelope that it leaves in a dead-letter queue.

Two names are spelled otherwise there, and what a message lacks is null or empty.
https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
"""

import json

from bot.parsing.untrusted import parsed

_SPELLED = {"SigningCertURL": "SigningCertUrl", "UnsubscribeURL": "UnsubscribeUrl"}


def sns_event(envelope: str, subscription: str) -> str:
    """Empty for what is no envelope."""
    document = parsed(envelope)
    if not isinstance(document, dict):
        return ""
    told = {_SPELLED.get(name, name): value for name, value in document.items()}
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "EventSubscriptionArn": subscription,
        "Sns": {"Subject": None, "MessageAttributes": {}, **told},
    }
    return json.dumps({"Records": [record]}, ensure_ascii=False)
