"""A secret of the stack: read once per container, again when what it opens was refused."""

from collections.abc import Callable
from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, gone
from bot.domain.errors import Transient

# A flood of bad signatures at the door does not flood Secrets Manager.
AT_MOST_EVERY = timedelta(minutes=1)


class SetUpUnfinishedError(Transient):
    """The stack creates its secrets empty; nothing works until a person has filled them."""


class Secrets:
    """One secret. Rotation needs no deployment: re-read it when Slack refuses it."""

    def __init__(self, client: Client, secret_id: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._id = secret_id
        self._clock = clock
        self._value = ""
        self._read_at: datetime | None = None

    def value(self, *, fresh: bool = False) -> str:
        """The secret.

        Args:
            fresh: Read it again, unless it was read within the last minute.

        Raises:
            SetUpUnfinishedError: It has no value yet.
        """
        if not self._value or (fresh and self._is_old()):
            self._value = self._read()
            self._read_at = self._clock()
        return self._value

    def _is_old(self) -> bool:
        return self._read_at is None or self._clock() - self._read_at >= AT_MOST_EVERY

    def _read(self) -> str:
        with asking("secretsmanager:GetSecretValue", self._id):
            try:
                answer = self._client.get_secret_value(SecretId=self._id)
            except ClientError as error:
                # AWS gives the same answer for a secret without a value and one that does not exist.
                if gone(error):
                    raise self._unfinished() from error
                raise
        value = str(answer.get("SecretString", "")).strip()
        if not value:
            raise self._unfinished()
        return value

    def _unfinished(self) -> SetUpUnfinishedError:
        return SetUpUnfinishedError(
            f"Set-up is unfinished: the secret {self._id} has no value. Fill it with: "
            f"aws secretsmanager put-secret-value --secret-id {self._id} --secret-string ..."
        )
