"""Fifty incidents at once share what AWS allows the account with the team's own deployments."""

from bot.domain.evidence.look.pace import LOOKED_AT_WHOLE
from bot.domain.evidence.missing import Missing
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.quotas import CONTROL_PLANE, FILTER_LOG_EVENTS, MOST
from tests.scenario.test_members import NAME as ALARM_OVER_MANY
from tests.scenario.test_members import told

MANY = 50
OF_A_LOOK = 9
NAMES = [f"orders-{n}" for n in range(MANY)]


def test_a_storm_stays_under_the_quotas_and_every_incident_is_looked_at_whole(h: Harness) -> None:
    for name in NAMES:
        h.dead_letters(f"{name}-dlq", '{"order": 1}', source=name)
        h.services.consumers[name] = f"{name}-consumer"
    h.deliver(*(Alarm(f"{name}-dlq").fires(h.clock()) for name in NAMES))
    h.fast_forward(minutes=2)
    assert h.aws.quotas.refused == {}
    # What the pace reckons a look with: the pages of a long list come on top.
    assert h.aws.quotas.most[CONTROL_PLANE] <= OF_A_LOOK
    for each in (CONTROL_PLANE, FILTER_LOG_EVENTS):
        assert 0 < h.aws.quotas.most[each] <= MOST[each]
    for name in NAMES:
        found = h.incident(f"{name}-dlq").evidence
        assert found is not None
        assert not isinstance(found.consumers, Missing)
        assert not [why for why in found.missing if "throttle" in why]


def test_an_alarm_over_many_queues_stays_under_them_too(h: Harness) -> None:
    """Those in trouble are looked at whole, as if each were an incident."""
    queues = tuple(f"{name}-dlq" for name in NAMES[:6])
    for name in NAMES[:6]:
        h.dead_letters(f"{name}-dlq", '{"order": 1}', source=name)
        h.services.consumers[name] = f"{name}-consumer"
    h.deliver(told(h, queues=queues), *(Alarm(each).fires(h.clock()) for each in queues))
    h.fast_forward(minutes=2)
    assert h.aws.quotas.refused == {}
    found = h.incident(ALARM_OVER_MANY).evidence
    assert found is not None
    assert len(found.members) == len(queues)
    assert len(h.calls("lambda.GetFunctionConfiguration")) >= len(queues) + LOOKED_AT_WHOLE
