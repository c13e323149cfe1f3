"""What a name or a sentence of the field holds is masked before it is posted; what is ours stays."""

import pytest

from bot.domain.policy.policy import NO_RULES, Redaction
from bot.render.view import (
    Button,
    CardView,
    Confirm,
    Input,
    Lines,
    Link,
    Menu,
    ModalView,
    Option,
    Preformatted,
    ReplyView,
    Tone,
    Who,
    Words,
)
from bot.render.without_secrets import without_secrets

SECRET = "password=quietriver"
PAGE = "https://eu-west-1.console.aws.amazon.com/cloudwatch/home#alarmsV2:alarm/"


def card(text: str, url: str = PAGE) -> CardView:
    return CardView(
        fallback=text,
        tone=Tone.UNACKNOWLEDGED,
        headline=(Link(url, text),),
        decision=(Words(text),),
        verdict=(Words(text),),
        why=((Words(text),),),
        controls=(Button("ack", text, "K7Q2", confirm=Confirm(text, text, "Yes")),),
        footer=(Words(text), Who("user", "U0123456789")),
    )


def test_no_part_of_a_card_shows_a_secret() -> None:
    cleaned = without_secrets(card(SECRET), NO_RULES)
    assert "quietriver" not in repr(cleaned)
    assert cleaned.headline == (Link(PAGE, "password=[masked: credential]"),)


def test_a_teams_own_patterns_hold_for_names_too() -> None:
    cleaned = without_secrets(card("orders-CUST-4711"), Redaction(patterns=("CUST-[0-9]+",)))
    assert "4711" not in repr(cleaned)


@pytest.mark.parametrize("escaped", ["=", "%3D", "$3D", "$253D"])
def test_an_address_that_holds_a_secret_is_no_link(escaped: str) -> None:
    cleaned = without_secrets(card("orders-dlq", f"{PAGE}password{escaped}quietriver"), NO_RULES)
    assert cleaned.headline == (Words("orders-dlq"),)


def test_what_slack_sends_back_stays_as_it_is() -> None:
    rules = Redaction(patterns=("K7Q2",))
    view = ModalView(
        title="K7Q2",
        parts=(
            Lines(((Words("K7Q2"),),)),
            Input("K7Q2", "K7Q2", options=(Option("K7Q2", "K7Q2"),), initial="K7Q2"),
        ),
        callback="K7Q2",
        metadata="K7Q2",
    )
    masked = "[masked: configured pattern]"
    assert without_secrets(view, rules) == view._replace(
        title=masked,
        parts=(
            Lines(((Words(masked),),)),
            Input("K7Q2", masked, options=(Option(masked, "K7Q2"),), initial="K7Q2"),
        ),
    )
    menu = ReplyView("", (), controls=(Menu("K7Q2", "K7Q2", (Option("K7Q2", "K7Q2"),)),))
    assert without_secrets(menu, rules).controls == (Menu("K7Q2", masked, (Option(masked, "K7Q2"),)),)


def test_data_of_people_stays_in_windows_where_a_team_keeps_some() -> None:
    window = ModalView("Inspect", (Preformatted('"email": "ana@shop.example"'), (Words(SECRET),)))
    assert "ana@" not in repr(without_secrets(window, NO_RULES))
    kept = repr(without_secrets(window, Redaction(unmasked=("email",))))
    assert "ana@" in kept
    assert "quietriver" not in kept


def test_what_holds_none_stays_as_it_is() -> None:
    view = card(
        "orders-dlq: 37 dead letters, TokenExpiredError after 3 of 5 tries", f"{PAGE}password-reset-dlq"
    )
    assert without_secrets(view, NO_RULES) == view
