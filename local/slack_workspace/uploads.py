"""Files on their way into the workspace: asked for, sent, shared. Each way in is good for one file."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from local.slack_workspace.messages import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`content` is None until it was sent; `shared` until then nobody sees it."""

    id: str
    secret: str
    name: str
    length: int
    alt_text: str = ""
    title: str = ""
    content: bytes | None = None
    shared: bool = False


class Uploads:
    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def ask(self, name: str, length: int, alt_text: str) -> File:
        """A place for a file of that length."""
        file = File(
            id=f"F0LOCAL{len(self._files) + 1:03d}",
            secret=secrets.token_urlsafe(16),
            name=name,
            length=length,
            alt_text=alt_text,
        )
        self._files[file.id] = file
        return file

    def receive(self, secret: str, content: bytes) -> bool:
        """Whether it was waited for: each place takes one file, of the length that was announced."""
        file = next((each for each in self._files.values() if each.secret == secret), None)
        if file is None or file.content is not None or len(content) != file.length:
            return False
        self._files[file.id] = replace(file, content=content)
        return True

    def waiting(self, file_id: str) -> File | None:
        """A file that was sent and is not shared yet."""
        file = self._files.get(file_id)
        return file if file and file.content is not None and not file.shared else None

    def share(self, files: Sequence[File]) -> None:
        self._files |= {file.id: replace(file, shared=True) for file in files}

    def shown(self, file_id: str) -> bytes | None:
        """What everybody may see."""
        file = self._files.get(file_id)
        return file.content if file and file.shared else None


def file_json(file: File) -> Json:
    """The file object of a message; its address is the path only, on the page's own server."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": "image/png",
        "filetype": "png",
        "size": file.length,
        "alt_txt": file.alt_text,
        "url_private": f"/files/{file.id}",
    }
