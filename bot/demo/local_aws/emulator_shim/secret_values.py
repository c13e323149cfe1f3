"""Secrets Manager: a secret that was created without a value has none, as on AWS."""

from collections.abc import Callable

from .borrowed import Json

Find = Callable[[Json, str], tuple[str | None, Json | None]]


def only_with_a_value(find: Find) -> Find:
    """The emulator's look-up by stage, blind to the empty value that no secret on AWS has."""

    def found(secret: Json, stage: str) -> tuple[str | None, Json | None]:
        version_id, version = find(secret, stage)
        if version and not version.get("SecretString") and not version.get("SecretBinary"):
            return None, None
        return version_id, version

    return found
