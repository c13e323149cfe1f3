"""Runbook: what to do, in the modal that the button opens."""

from bot.domain.incident.incident import Incident
from bot.render import action_ids as ids
from bot.render.links.web_address import web_address
from bot.render.phrases import words
from bot.render.view import Button, Controls, ModalView, Note, Part


def runbook_modal(incident: Incident, title: str, parts: tuple[Part, ...], url: str = "") -> ModalView:
    """The rendered text, and a button to the team's own page where the alarm names one.

    Args:
        parts: What `bot.render.runbooks.runbook.rendered` made of the text.
    """
    link: tuple[Part, ...] = ()
    if url and web_address(url):
        link = (
            Controls((Button(ids.LINK, "Open the team's runbook", ids.reference(incident), url=url),)),
            Note(words(url)),
        )
    return ModalView("Runbook", (words(title, bold=True), *link, *parts), metadata=ids.reference(incident))
