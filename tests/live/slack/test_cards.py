"""Cards as the bot posts them: an attachment with blocks, at its longest, edited in place."""

from datetime import UTC, datetime, timedelta

from bot.render.runbooks.sample_incident import sample_incident
from bot.render.view import Button, CardView, Line, ReplyView, Tone, When, Words
from bot.slack.markup import limits
from bot.slack.markup.block_kit import card_message, reply_message
from bot.slack.markup.mrkdwn import mrkdwn
from tests.live.slack.place import Place
from tests.unit.render.incidents import card_read

LONGER_THAN_SHOWN = 2_000
BUTTONS = tuple(Button(f"live_{n}", f"Button {n}", f"{n}") for n in range(4))


def line(text: str) -> Line:
    return (Words(text),)


def longest_card(letter: str = "x ") -> CardView:
    """Every part longer than its room."""
    filled = line(letter * LONGER_THAN_SHOWN)
    return CardView(
        fallback="Longest card",
        tone=Tone.UNACKNOWLEDGED,
        headline=filled,
        decision=filled,
        why=(filled,) * 3,
        controls=BUTTONS,
        footer=filled,
        verdict=filled,
    )


def test_a_card_without_a_text_of_its_own_is_taken_and_kept_whole(slack: Place) -> None:
    sent = card_message(card_read(sample_incident()))
    message = slack.posted(**sent)["message"]
    kept, (attachment,) = message["attachments"][0], sent["attachments"]
    assert (message["text"], kept["fallback"]) == ("", attachment["fallback"])
    texts = [[block.get("text", {}).get("text") for block in each["blocks"]] for each in (kept, attachment)]
    assert texts[0] == texts[1]


def test_the_longest_card_is_taken(slack: Place) -> None:
    assert slack.post(**card_message(longest_card()))


def test_letters_of_two_units_fit_where_as_many_units_fit(slack: Place) -> None:
    assert slack.post(**card_message(longest_card("😀")))


def test_the_longest_reply_is_taken(slack: Place) -> None:
    root = slack.post(text="root")
    lines = tuple(line(f"{n} " + "y" * 590) for n in range(60))
    reply = reply_message(ReplyView("Longest reply", lines))
    assert len(str(reply["blocks"])) > limits.MESSAGE_CHARACTERS * 0.9
    assert slack.post(thread_ts=root, **reply)


def test_a_plain_card_takes_the_blocks_off_and_a_whole_one_takes_the_text_off(slack: Place) -> None:
    whole = card_read(sample_incident())
    ts = slack.post(**card_message(whole))
    slack.write("chat.update", channel=slack.channel, ts=ts, **card_message(whole._replace(plain=True)))
    plain = slack.shown(ts)
    slack.write("chat.update", channel=slack.channel, ts=ts, **card_message(whole))
    again = slack.shown(ts)
    assert (bool(plain["text"]), plain.get("attachments", [])) == (True, [])
    assert (again["text"], len(again["attachments"])) == ("", 1)


def in_two_hours(style: str) -> str:
    at = datetime.now(UTC) + timedelta(hours=2, seconds=30)
    return mrkdwn((Words("It is "), When(at, style), Words(".")), LONGER_THAN_SHOWN)


def test_how_long_until_a_time_to_come_counts_on_by_itself(slack: Place) -> None:
    text = in_two_hours("ago")
    assert slack.posted(text=text)["message"]["text"] == text
    assert slack.sees(
        "Look at the newest message in the channel, and again after a minute.\n"
        "  Does it say “It is in 2 hours.”, then less, in words of that kind?"
    )


def test_a_date_within_a_sentence_begins_with_a_small_letter(slack: Place) -> None:
    text = in_two_hours("day")
    assert slack.posted(text=text)["message"]["text"] == text
    assert slack.sees(
        "Look at the newest message in the channel.\n"
        "  Does it say “It is today at …”, or tomorrow, with a small letter?"
    )


def test_the_buttons_of_the_longest_card_are_in_sight(slack: Place) -> None:
    slack.post(**card_message(longest_card()))
    assert slack.sees(
        "Look at the newest card in the channel, on a desktop and on a phone.\n"
        "  Are its four buttons there without “Show more”?"
    )
