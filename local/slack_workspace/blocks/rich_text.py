"""Rich text: the one block whose strings are never read as markup.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Mapping

from local.slack_workspace.blocks.composition import identifier
from local.slack_workspace.blocks.schema import (
    Check,
    array,
    boolean,
    by_type,
    integer,
    one_of,
    shape,
    string,
)

_MANY = 1000
_style = shape(
    optional=dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean)
)
_styled: Mapping[str, Check] = {"style": _style}
_LONG = string(longest=12_000)

_INLINE = by_type(
    {
        "text": shape(required={"text": _LONG}, optional=_styled),
        "link": shape(
            required={"url": string(longest=3000)}, optional={"text": _LONG, "unsafe": boolean, **_styled}
        ),
        "emoji": shape(required={"name": identifier}, optional={"unicode": identifier, **_styled}),
        "user": shape(required={"user_id": identifier}, optional=_styled),
        "usergroup": shape(required={"usergroup_id": identifier}, optional=_styled),
        "channel": shape(required={"channel_id": identifier}, optional=_styled),
        "broadcast": shape(required={"range": one_of("here", "channel", "everyone")}, optional=_styled),
        "date": shape(
            required={"timestamp": integer(least=0, most=9_999_999_999), "format": identifier},
            optional={"url": string(longest=3000), "fallback": identifier, **_styled},
        ),
    }
)
_inlines = array(_INLINE, least=0, most=_MANY)
_border = integer(least=0, most=1)
_section = shape(required={"elements": _inlines})

_CONTAINER = by_type(
    {
        "rich_text_section": _section,
        "rich_text_preformatted": shape(
            required={"elements": _inlines}, optional={"border": _border, "language": identifier}
        ),
        "rich_text_quote": shape(required={"elements": _inlines}, optional={"border": _border}),
        "rich_text_list": shape(
            required={
                "style": one_of("bullet", "ordered"),
                "elements": array(by_type({"rich_text_section": _section}), most=_MANY),
            },
            optional={
                "indent": integer(least=0, most=8),
                "offset": integer(least=0, most=_MANY),
                "border": _border,
            },
        ),
    }
)

RICH_TEXT = shape(
    required={"elements": array(_CONTAINER, most=_MANY)},
    optional={"block_id": identifier},
)
