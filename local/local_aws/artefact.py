"""A folder as the zip that Lambda takes, and a template that points at it."""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

EPOCH = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the same folder gives the same bytes, so an unchanged one is not deployed again
CODE_URI = re.compile(r"^(\s*CodeUri:)\s.*$", re.MULTILINE)


def zipped(folder: Path, *, replacing: Mapping[str, bytes]) -> bytes:
    """Every file of the folder, with these in place of (or beside) its own.

    Args:
        replacing: Path inside the zip to content.
    """
    content = {
        path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in sorted({*content, *replacing}):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, replacing[name] if name in replacing else content[name].read_bytes())
    return packed.getvalue()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def pointing_at(template: str, location: str) -> str:
    """The template with its local CodeUri, which all functions share, replaced by where the zip lies."""
    return CODE_URI.sub(rf"\1 {location}", template)


def pointing_one_at(template: str, handler: str, location: str) -> str:
    """The template with code of its own for the function of that handler."""
    line = re.compile(rf"^( *)Handler: {re.escape(handler)}$", re.MULTILINE)
    return line.sub(rf"\g<1>CodeUri: {location}\n\g<0>", template)
