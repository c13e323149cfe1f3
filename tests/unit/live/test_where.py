"""What `make test-live` may touch."""

from tests.live.where import PREFIX, SLACK, AwsWhere, SlackWhere, live_of

TOKEN = {"LASTCALL_LIVE_SLACK_TOKEN": "xoxb-1", "LASTCALL_LIVE_CHANNEL": "C1"}


def test_nothing_is_touched_by_default() -> None:
    live = live_of({}, asks=True)
    assert isinstance(live.slack, str)
    assert isinstance(live.aws, str)


def test_credentials_alone_touch_no_account() -> None:
    ordinary = {
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_REGION": "eu-west-1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    }
    assert isinstance(live_of(ordinary, asks=True).aws, str)


def test_a_token_without_a_channel_touches_no_workspace() -> None:
    for name, value in TOKEN.items():
        assert isinstance(live_of({name: value}, asks=True).slack, str)


def test_each_half_can_be_tried_alone() -> None:
    assert live_of(TOKEN, asks=False).slack == SlackWhere(token="xoxb-1", channel="C1", api_url=SLACK)
    assert live_of({"LASTCALL_LIVE_AWS": "eu-west-1"}, asks=False).aws == AwsWhere(region="eu-west-1")


def test_each_run_has_a_name_of_its_own() -> None:
    names = {live_of({}, asks=False).prefix for _ in range(20)}
    assert len(names) == 20
    assert all(name.startswith(PREFIX) for name in names)
