"""When the local CloudWatch forgets what is old."""

from local.local_aws.emulator_shim.metric_data import EVICTED_EVERY, now_and_then


def test_old_metrics_are_looked_for_once_an_hour_and_not_at_every_request() -> None:
    passed, looked_at = [0.0], []
    evicted = now_and_then(lambda: looked_at.append(passed[0]), clock=lambda: passed[0])
    for second in (1.0, EVICTED_EVERY - 1, EVICTED_EVERY, EVICTED_EVERY + 1, 2 * EVICTED_EVERY):
        passed[0] = second
        evicted()
    assert looked_at == [EVICTED_EVERY, 2 * EVICTED_EVERY]
