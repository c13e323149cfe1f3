"""`lastcall demo`: the local stack with a shop beside it that breaks by itself, told step by step."""

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from local.local import add_stack_arguments, until_stopped
from local.local_aws.failures import Failed
from local.local_aws.stopping import Stop

if TYPE_CHECKING:
    from local.local_stack import LocalStack
    from local.shop.shop import Shop

GOOD, BROKEN = 8, 12
POLL = timedelta(milliseconds=200)
PATIENCE = timedelta(minutes=3)
WHAT_TO_DO = """
The first card is in #incidents. Open {page} and
  1. Acknowledge it: the card says who has it, and the reminders stop.
  2. Inspect it: the dead letters lack `fullname`, their producer now sends `firstname` and `lastname`.
  3. Deploy the fix, with the button in the shop's panel.
  4. Redrive: five orders go back first, and this time the shop understands them. The others follow once
     none of the five came back; Continue now sends them at once.
  5. Watch it drain: a minute after the last dead letter has gone the alarm recovers, then it resolves.
The shop's panel has four more parts to break and mend: a stream that one click blocks, mails that fail for
good, thumbnails that are throttled, parcels that die without a word.
Ctrl-C here ends everything and leaves nothing behind.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_stack_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    return until_stopped(lambda stop: play(arguments, stop))


def play(arguments: argparse.Namespace, stop: Stop) -> None:
    from local.local_stack import Asked, local_stack  # noqa: PLC0415 - slow, and signals are heeded by now
    from local.shop.panel import ShopPanel  # noqa: PLC0415 - the same
    from local.shop.shop import Shop  # noqa: PLC0415 - the same

    panel = ShopPanel()
    asked = Asked(port=arguments.port, config=arguments.config, package=arguments.package)
    with local_stack(asked, stop=stop, say=say, panel=panel) as stack:
        say("opening the shop ...")
        shop = Shop(stack.aws, alarm_topic_arn=stack.outputs["AlarmTopicArn"], stop=stop)
        panel.open(shop)
        break_the_shop(shop)
        wait_for_the_card(stack, shop, stop)
        say(WHAT_TO_DO.format(page=stack.workspace.page_url if stack.workspace else ""))
        while True:
            stack.aws.check()
            stop.wait(timedelta(seconds=1))


def break_the_shop(shop: "Shop") -> None:
    shop.place_good_orders(GOOD)
    say(f"{GOOD} orders placed: the shop processes them")
    shop.place_broken_orders(BROKEN)
    say(f"{BROKEN} orders placed by a producer that has renamed a field: the shop fails three times on each")


def wait_for_the_card(stack: "LocalStack", shop: "Shop", stop: Stop) -> None:
    """Tell of the first dead letter; return with the first card."""
    told = False
    for _ in range(PATIENCE // POLL):
        if not told and shop.dead_letters():
            say("the first orders are dead letters: their alarm is about to ring")
            told = True
        if stack.workspace and any(call.method == "chat.postMessage" for call in stack.workspace.calls):
            return
        stack.aws.check()
        stop.wait(POLL)
    raise Failed(f"no card after {PATIENCE.seconds} s: the functions' logs in the local AWS say why")


def say(line: str) -> None:
    print(line, flush=True)
