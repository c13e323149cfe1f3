"""SNS topics that an escalation notifies."""

from bot.aws.errors import AWS_ERRORS, fault, unanswered
from bot.aws.session import PAGE, Clients
from bot.domain.errors import Transient
from bot.domain.policy.policy import NO_RULES, Redaction
from bot.domain.redaction.credentials import without_credentials
from bot.ports.topics import UnansweredPageError

# SNS: a subject has less than 100 ASCII characters and no line breaks; a message at most 256 KB, of
# which an SMS shows 140 characters and a mail all.
_SUBJECT = 99
_TEXT = 8_000


class SnsTopics:
    """Implements ports.Topics. Pages are rare: the client is made with the first one."""

    def __init__(self, clients: Clients, rules: Redaction = NO_RULES) -> None:
        self._clients = clients
        self._rules = rules

    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        client = self._clients.client("sns", PAGE)
        try:
            client.publish(
                TopicArn=topic_arn, Subject=_fit(self._shown(subject)), Message=_sendable(self._shown(text))
            )
        except AWS_ERRORS as error:
            refused = fault(error, "sns:Publish", topic_arn)
            if isinstance(refused, Transient) and unanswered(error):
                raise UnansweredPageError(str(refused)) from error
            raise refused from error

    def _shown(self, text: str) -> str:
        from bot.domain.redaction.clean_text import shown  # noqa: PLC0415 - patterns that a start need not wait for

        return shown(text[:_TEXT], self._rules)


def _sendable(text: str) -> str:
    """Never empty, which SNS refuses, and without half a surrogate pair, which is no UTF-8."""
    safe: str = without_credentials(text[:_TEXT])
    return safe.encode("utf-8", "replace").decode() or "-"


def _fit(subject: str) -> str:
    safe: str = without_credentials(subject)
    plain = safe.encode("ascii", "replace").decode()
    line = "".join(letter if letter.isprintable() else " " for letter in plain)
    return line[:_SUBJECT].strip() or "Lastcall"
