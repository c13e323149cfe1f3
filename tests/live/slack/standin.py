"""The local Slack as a place: what a person would see is read from its page, what one does is done there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from local.slack_workspace import SlackWorkspace, WorkspaceClient
from local.slack_workspace.messages import Message
from local.slack_workspace.notifications import phone_text
from local.slack_workspace.people import (
    ANA,
    BEN,
    EMIL,
    GUS,
    INCIDENTS,
    OTHER_TEAM_ID,
    PRIVATE_TALK,
    TEAM_ID,
)
from tests.live.slack.door import Door
from tests.live.slack.place import Json, Place

TOKEN, SECRET = "xoxb-local", "local-signing-secret"
AT_ONCE = timedelta(seconds=5)


def now() -> datetime:
    return datetime.now(UTC)


class LocalSlack(Place):
    def __init__(self, workspace: SlackWorkspace, run: str) -> None:
        super().__init__(token=TOKEN, api_url=workspace.api_url, channel=INCIDENTS.id, run=run)
        self._workspace = workspace
        self._page = WorkspaceClient(workspace.page_url)

    def sees(self, question: str) -> bool:
        """The page folds nothing and shows all; what only Slack's own clients do is taken as believed."""
        return True

    def second(self) -> str:
        return ANA.id

    def notified(self, ts: str, words: str) -> bool:
        return ANA.id in self._message(ts).notified

    def overheard(self, ts: str, words: str) -> bool:
        line = self._workspace.workspace.messages.find_ephemeral(ts)
        return line is not None and (line.ephemeral_to, line.text) == (ANA.id, words)

    def prints(self, ts: str, words: str) -> bool:
        names = {each.id: each.name for each in self._workspace.workspace.users.values()}
        return words in phone_text(self._message(ts), names)

    def _message(self, ts: str) -> Message:
        message = self._workspace.workspace.messages.find(self.channel, ts)
        assert message
        return message

    def pausing(self) -> str:
        return EMIL.id

    def as_busy_as_slack(self) -> None:
        """Until `close`."""
        self._page.limit_ordinarily(on=True)

    def close(self) -> None:
        self._page.limit_ordinarily(on=False)
        super().close()

    def on_grid(self) -> str:
        grid = replace(BEN, enterprise_id="E0LOCAL001", teams=(OTHER_TEAM_ID, TEAM_ID))
        self._workspace.workspace.change_user(grid)
        return BEN.id

    def elsewhere(self) -> str:
        return PRIVATE_TALK.id

    def somebodys_message(self) -> str:
        return self._workspace.acts.say(ANA.id, self.channel, "anything")

    def past_editing(self) -> str:
        ts = self.post(text="written long ago")
        self._page.set_faults([{"kind": "error", "method": "chat.update", "error": "edit_window_closed"}])
        return ts

    def press(self, door: Door, ts: str, action_id: str, *, foreign: bool = False) -> Json:
        self._workspace.function_url = door.url
        user = (GUS if foreign else ANA).id
        self._page.click(user, action_id, channel=self.channel, ts=ts)
        pressed = door.next("block_actions", within=AT_ONCE)
        assert pressed
        return pressed

    def submit(self, door: Door, view_id: str, user: str) -> Json:
        self._page.submit(user, view_id, {"note": "seen"})
        submitted = door.next("view_submission", within=AT_ONCE)
        assert submitted
        return submitted
