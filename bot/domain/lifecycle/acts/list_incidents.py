"""Which incidents are open."""

from bot.domain.lifecycle.acts.act import Act, Right, Typed

LIST = Act("list", Right.SEE, typed=Typed("", "the open incidents, most urgent first", also=("list",)))
ACTS = (LIST,)
