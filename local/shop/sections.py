"""What the panel shows of each part of the shop, and what its buttons do."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from local.shop.clicks import Clicks
from local.shop.controls import PanelControl, Part, bug, control, deployment, fix
from local.shop.mails import Mails
from local.shop.parcels import Parcels
from local.shop.shop import Shop
from local.shop.stack import Code
from local.shop.thumbnails import ENOUGH, Thumbnails
from local.slack_workspace.panel import PanelButton

GOOD, BROKEN, FLOOD = 5, 3, 60
CLICKS, AFTER_IT = 20, 9
MAILS, ODD_MAILS = 5, 3
PICTURES = 12
PARCELS, ABROAD = 5, 4


class Section(NamedTuple):
    name: str
    controls: tuple[PanelControl, ...]
    status: Callable[[], Mapping[str, str]]


def sections(shop: Shop) -> tuple[Section, ...]:
    return (
        Section("Orders", order_controls(shop), lambda: order_status(shop)),
        Section("Clicks", click_controls(shop.clicks), lambda: click_status(shop.clicks)),
        Section("Mails", mail_controls(shop.mails), lambda: mail_status(shop.mails)),
        Section("Thumbnails", thumbnail_controls(shop.thumbnails), lambda: thumbnail_status(shop.thumbnails)),
        Section("Parcels", parcel_controls(shop.parcels), lambda: parcel_status(shop.parcels)),
    )


def order_controls(shop: Shop) -> tuple[PanelControl, ...]:
    return (
        *_orders(shop),
        *_consumers(shop),
        control(
            "flood",
            f"Flood: {FLOOD} broken orders",
            "see how it looks when much fails",
            lambda: shop.place_broken_orders(FLOOD),
            f"{FLOOD} broken orders placed.",
        ),
    )


def _orders(shop: Shop) -> tuple[PanelControl, ...]:
    return (
        control(
            "good",
            f"Place {GOOD} good orders",
            "as the producer sent them before",
            lambda: shop.place_good_orders(GOOD),
            f"{GOOD} good orders placed.",
        ),
        control(
            "broken",
            f"Place {BROKEN} broken orders",
            "`fullname` is now two fields",
            lambda: shop.place_broken_orders(BROKEN),
            f"{BROKEN} broken orders placed.",
        ),
    )


def _consumers(shop: Shop) -> tuple[PanelControl, ...]:
    return (
        fix(
            "fix",
            "Deploy the fix",
            "the consumer then understands both",
            shop,
            "The fix is deployed: new orders pass. The dead letters wait for their redrive.",
        ),
        deployment(
            "wrong-fix",
            "Deploy a wrong fix",
            "it fails in another way",
            shop,
            (
                Code.WRONG,
                "It is deployed already.",
                "A fix is deployed that reads a field which is not there.",
            ),
        ),
        bug("bug", shop),
    )


def order_status(shop: Shop) -> Mapping[str, str]:
    return {
        "Orders waiting": str(shop.waiting()),
        "Dead letters": str(shop.dead_letters()),
        "Processed": str(len(shop.processed())),
        "Consumer": consumer(shop),
    }


def click_controls(clicks: Clicks) -> tuple[PanelControl, ...]:
    return (
        control(
            "clicks",
            f"Send {CLICKS} clicks",
            "into the stream, in order",
            lambda: clicks.send(CLICKS),
            f"{CLICKS} clicks sent.",
        ),
        control(
            "poison",
            "Send an unreadable click",
            "and nine good ones, which wait behind it, as if for ten minutes",
            lambda: clicks.send_unreadable(followed_by=AFTER_IT),
            f"An unreadable click and {AFTER_IT} good ones: it has blocked them for ten minutes.",
        ),
        fix(
            "fix-counter",
            "Fix the counter",
            "it then takes no time for a time it cannot read",
            clicks,
            "The counter is fixed: the clicks that waited are counted.",
        ),
        bug("bug-counter", clicks),
        control(
            "skip",
            "Let it skip",
            "finite retries, halving and a queue, set by hand on the mapping",
            clicks.allow_skipping,
            "The mapping now gives up after two retries and goes on; clicks-skipped says what.",
        ),
        control(
            "give-up",
            "Give up the skipped",
            "empties clicks-skipped",
            clicks.give_up_the_skipped,
            "The queue clicks-skipped is emptied.",
        ),
    )


def click_status(clicks: Clicks) -> Mapping[str, str]:
    return {
        "Clicks counted": f"{clicks.counted()} of {clicks.sent}",
        "Skipped": str(clicks.skipped()),
        "Mapping": "skips" if clicks.skips else "retries for ever",
        "Counter": consumer(clicks),
    }


def mail_controls(mails: Mails) -> tuple[PanelControl, ...]:
    return (
        control(
            "mails",
            f"Send {MAILS} mails",
            "as events that nobody waits for",
            lambda: mails.send(MAILS),
            f"{MAILS} mails asked for.",
        ),
        control(
            "odd-mails",
            f"Send {ODD_MAILS} odd mails",
            "the new form puts the name before the address",
            lambda: mails.send_by_the_new_form(ODD_MAILS),
            f"{ODD_MAILS} mails asked for by the new form. Each is tried three times.",
        ),
        fix(
            "fix-mailer",
            "Fix the mailer",
            "it then understands both forms",
            mails,
            "The mailer is fixed: new mails pass. The failed ones wait in mailer-failures.",
        ),
        bug("bug-mailer", mails),
        PanelControl(
            PanelButton(id="again", label="Send the failed again", hint="out of mailer-failures, by hand"),
            lambda: f"{mails.send_the_failed_again()} failed mails are sent again.",
        ),
    )


def mail_status(mails: Mails) -> Mapping[str, str]:
    return {
        "Mails sent": f"{mails.sent()} of {mails.asked_for}",
        "Failed": str(mails.failed()),
        "Mailer": consumer(mails),
    }


def thumbnail_controls(thumbnails: Thumbnails) -> tuple[PanelControl, ...]:
    return (
        control(
            "picture",
            "Upload a picture",
            "its thumbnail takes three seconds",
            lambda: thumbnails.upload(1),
            "A picture uploaded.",
        ),
        control(
            "pictures",
            f"Upload {PICTURES} at once",
            "one thumbnail is made at a time, the others are throttled",
            lambda: thumbnails.upload(PICTURES),
            f"{PICTURES} pictures uploaded at once.",
        ),
        control(
            "allow",
            f"Allow {ENOUGH} at once",
            "raises the function's reserved concurrency",
            thumbnails.allow_more,
            f"Up to {ENOUGH} thumbnails are made at once.",
        ),
    )


def thumbnail_status(thumbnails: Thumbnails) -> Mapping[str, str]:
    return {
        "Thumbnails": f"{thumbnails.made()} of {thumbnails.uploaded}",
        "At once": str(thumbnails.at_once),
    }


def parcel_controls(parcels: Parcels) -> tuple[PanelControl, ...]:
    return (
        control(
            "parcels",
            f"Send {PARCELS} parcels",
            "to streets here",
            lambda: parcels.send(PARCELS),
            f"{PARCELS} parcels sent.",
        ),
        control(
            "abroad",
            f"Send {ABROAD} abroad",
            "the consumer reports them as failed, and neither fails nor logs a word",
            lambda: parcels.send_abroad(ABROAD),
            f"{ABROAD} parcels sent abroad. Each is tried three times; its log may take ten minutes to tell.",
        ),
        fix(
            "fix-label",
            "Fix the label",
            "it then finds the street in both",
            parcels,
            "The label is fixed: new parcels pass. The dead letters wait for their redrive.",
        ),
        bug("bug-label", parcels),
    )


def parcel_status(parcels: Parcels) -> Mapping[str, str]:
    return {
        "Labels": f"{parcels.labelled()} of {parcels.sent}",
        "Dead letters": str(parcels.dead_letters()),
        "Consumer": consumer(parcels),
    }


def consumer(part: Part) -> str:
    return {Code.FIXED: "fixed", Code.WRONG: "wrongly fixed", Code.BUGGY: "with the bug"}[part.code]
