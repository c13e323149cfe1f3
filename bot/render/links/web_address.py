"""Which addresses may stand in a link: others come with the alarm and could hide where they lead."""

import re

from bot.render.graphemes import one_line, utf16

_HTTP = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_ENCODED = str.maketrans({"<": "%3C", ">": "%3E", "|": "%7C", '"': "%22", "`": "%60", "\\": "%5C"})
_LONGEST = 2_000


def web_address(url: str) -> str:
    """The address, with what could end a link early encoded; empty unless it is http(s) and fits."""
    if not _HTTP.match(url) or utf16(url) > _LONGEST:
        return ""
    return url.translate(_ENCODED) if one_line(url) == url and " " not in url else ""
