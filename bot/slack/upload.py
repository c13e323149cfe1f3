"""Upload a file to a thread in Slack's three steps: get the URL, send the bytes, share the file.

https://docs.slack.dev/messaging/working-with-files: the second step's URL is valid for one upload and needs
no token.
"""

from http import HTTPStatus
from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

from bot.domain.errors import BotError, Transient
from bot.domain.evidence.missing import Missing
from bot.slack.client import TIMEOUT_SECONDS, SlackClient
from bot.slack.refusals import ScopeMissingError

_TYPE = {"Content-Type": "application/octet-stream"}


def share_png(client: SlackClient, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
    """One try per step; Missing says why the file is not there, None if it is."""
    try:
        _share(client, channel, thread_ts, _plain(title), png)
    except ScopeMissingError as fault:
        scope = fault.scope
        return Missing(f"denied: add the scope {scope} to the Slack app and install it again")
    except BotError as fault:
        return Missing(f"Slack did not accept it: {fault}")
    return None


def _share(client: SlackClient, channel: str, thread_ts: str, title: str, png: bytes) -> None:
    place = client.once("files.getUploadURLExternal", filename="metric.png", length=len(png), alt_txt=title)
    _send(client, str(place.get("upload_url", "")), png)
    client.once(
        "files.completeUploadExternal",
        files=[{"id": place.get("file_id", ""), "title": title}],
        channel_id=channel,
        thread_ts=thread_ts,
    )


def _send(client: SlackClient, url: str, content: bytes) -> None:
    if not client.trusts(url):
        raise Transient("it named no address that may be sent to")
    request = Request(url, content, _TYPE, method="POST")  # noqa: S310 - only what the client trusts
    try:
        with urlopen(request, timeout=TIMEOUT_SECONDS, context=client.tls) as answer:  # noqa: S310 - as above
            status = answer.status
    except (URLError, OSError, HTTPException, ValueError) as fault:
        raise Transient(f"the upload: {type(fault).__name__}") from fault
    if status != HTTPStatus.OK:
        raise Transient(f"the upload: status {status}")


def _plain(title: str) -> str:
    """A title has no markup, and no markup characters of a name get into it."""
    return "".join(letter for letter in title if letter not in "<>&")
