"""Of what was given up: how much stands there, whether it would pass, what became of it."""

from collections.abc import Mapping
from datetime import timedelta

from tests.oracle.claims.said import DATE, LATE, LOG_LATE, Check, Said
from tests.oracle.functions import Form

_JUST_NOW = timedelta(minutes=6)


def _standing(said: Said) -> bool:
    return said.some(lambda moment: len(moment.dead) == said.number())


def _empty(said: Said) -> bool:
    return said.some(lambda moment: not moment.dead)


def _would_come_back(said: Said) -> bool:
    return said.some(lambda moment: not moment.would_pass)


def _of_another_form(said: Said) -> bool:
    """And those that died are all of the form in which the shop writes since."""
    return _would_come_back(said) and said.some(lambda moment: set(moment.dead) == {Form.NEW})


def _would_pass(said: Said) -> bool:
    return said.some(lambda moment: moment.would_pass)


def _still_failing(said: Said) -> bool:
    """Within minutes: it is said of five, and a failure is known by its minute."""
    return said.function.failed_between(said.until - _JUST_NOW, said.until)


def _last_failure(said: Said) -> bool:
    """None was logged after the minute it names, as far as anybody could know then."""
    named = said.time() + timedelta(minutes=1)
    return not any(each.said and named <= each.at <= said.until - LOG_LATE for each in said.function.tries)


def _last_counted(said: Said) -> bool:
    """None failed after the minute it names, as far as anybody could know then."""
    named = said.time() + timedelta(minutes=1)
    return not any(not each.passed and named <= each.at <= said.until - LATE for each in said.function.tries)


def _untold(said: Said) -> bool:
    """Nothing that failed lately was logged, or the log is late."""
    lately = said.until - timedelta(minutes=15)
    return not any(each.said and lately <= each.at <= said.until - LOG_LATE for each in said.function.tries)


def _changed_and_untried(said: Said) -> bool:
    """The newest code came after a failure, and after it none that could be known by then."""
    deployments, function = said.function.deployments, said.function
    changed = max((each for each in deployments if each <= said.until), default=said.until)
    return function.failed_between(deployments[0], changed) and not function.failed_between(
        changed, said.until - LATE
    )


def _silent(said: Said) -> bool:
    failures = [each for each in said.function.tries if not each.passed and each.at <= said.until]
    return bool(failures) and not failures[-1].said


def _holds(said: Said) -> bool:
    """As SQS counts it: what is in flight as well."""
    number = 0 if said.found[2] == "no" else said.number(2)
    dead = said.part.dead is not None and said.found[1] == said.part.dead.name
    return said.some(lambda moment: len(moment.dead if dead else moment.waiting) == number)


def _came_back(said: Said) -> bool:
    number = int((said.found[1] or said.found[2]).replace(",", ""))
    return said.some(lambda moment: len(moment.dead) >= number)


def _moved(said: Said) -> bool:
    """So many were sent to the source by somebody who asks SQS: the shop's own work is not."""
    source = said.about.names["source"]
    sent = [each for each in said.about.world.h.sqs.story if (each.what, each.queue) == ("sent", source)]
    return len(sent) >= said.number()


def _lack_the_name(said: Said) -> bool:
    """Of the sample, whenever that was taken."""
    known = (each.dead for each in said.part.moments if each.at <= said.until)
    return any(len(dead) >= said.number() and set(dead) == {Form.NEW} for dead in known)


def _stayed_away(said: Said) -> bool:
    """It was sent back by somebody who asks SQS, and one of the kind that was given up has passed since."""
    source, tries = said.about.names["source"], said.function.tries
    sent = any((each.what, each.queue) == ("sent", source) for each in said.about.world.h.sqs.story)
    return sent and any(each.passed and each.form is Form.NEW and each.at <= said.until for each in tries)


# By the sentence; what stands in the middle of others is found there.
CHECKS: Mapping[str, Check] = {
    r"{dlq}: ([\d,]+) dead letters?": _standing,
    r"\d+ of ([\d,]+)(?=, sampled)": _standing,
    r"([\d,]+) (?:was|were) there": _standing,
    r"([\d,]+) messages? go(?:es)? back": _standing,
    r"([\d,]+) of [\d,]+ came back|([\d,]+) in the queue again": _came_back,
    r"`?({source}|{dlq})`?(?:, which feeds it,)? holds (no|[\d,]+) messages?": _holds,
    r"([\d,]+) of [\d,]+ (?:moved back|sent)": _moved,
    r"`?fullname`? missing in (\d+) of \1 sampled": _lack_the_name,
    r"{dlq}: empty|Empty when last read": _empty,
    r"{worker} still fails: they would come back": _would_come_back,
    r"{worker} still fails: they would come back, since what writes them has changed": _of_another_form,
    r"They would pass now|they would pass now": _would_pass,
    r"Still failing": _still_failing,
    r"Last failure counted at " + DATE.replace("{", "{{").replace("}", "}}"): _last_counted,
    r"but no log line found shows why: read": _untold,
    r"Last failure logged at " + DATE.replace("{", "{{").replace("}", "}}"): _last_failure,
    r"{worker} was changed since, and none of these is known to have been tried": _changed_and_untried,
    r"did not come back": _stayed_away,
    r"{worker} fails without saying so: they would come back": _would_come_back,
    r"{worker} (?:fails without saying so|failed them without saying so)": _silent,
}
