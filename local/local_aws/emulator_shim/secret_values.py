"""Secrets Manager: a secret that was created without a value has none, and no version, as on AWS."""

from collections.abc import Callable

from .borrowed import Json

Find = Callable[[Json, str], tuple[str | None, Json | None]]


def only_with_a_value(find: Find) -> Find:
    """The emulator's look-up by stage, blind to the empty value that no secret on AWS has."""

    def found(secret: Json, stage: str) -> tuple[str | None, Json | None]:
        version_id, version = find(secret, stage)
        return (version_id, version) if version and has_value(version) else (None, None)

    return found


def with_a_value(stages: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """The emulator's list of the versions that a secret has."""

    def listed(secret: Json) -> Json:
        return {id_: each for id_, each in stages(secret).items() if has_value(secret["Versions"][id_])}

    return listed


def has_value(version: Json) -> bool:
    return bool(version.get("SecretString") or version.get("SecretBinary"))
