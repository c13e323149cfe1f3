"""The local Slack, started and stopped as one thing."""

import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from local.slack_workspace.acts import Acts
from local.slack_workspace.courier import Courier, Delivery
from local.slack_workspace.door import Door, http_door
from local.slack_workspace.faults import Faults
from local.slack_workspace.gateway import Gateway, LoggedCall
from local.slack_workspace.http_server import WorkspaceHttpServer
from local.slack_workspace.manifest import Manifest
from local.slack_workspace.modals import Modals
from local.slack_workspace.page_api import PageApi
from local.slack_workspace.panel import Panel
from local.slack_workspace.timestamps import Clock
from local.slack_workspace.workspace import Workspace


class SlackWorkspace:
    """Serves from entering to leaving the context; raises OSError where a port asked for is taken.

    A `door` is asked instead of the Function URL: tests hand a signed request to a handler without a socket.
    """

    def __init__(
        self,
        *,
        signing_secret: str,
        bot_token: str,
        clock: Clock,
        port: int = 0,
        function_url: str | None = None,
        door: Door | None = None,
        manifest: Manifest | None = None,
        panel: Panel | None = None,
    ) -> None:
        self.workspace = Workspace(clock=clock, manifest=manifest)
        self.faults = Faults(clock)
        self.gateway = Gateway(self.workspace, bot_token=bot_token, faults=self.faults)
        self.courier = Courier(clock=clock, signing_secret=signing_secret, door=door)
        self.acts = Acts(self.workspace, self.courier)
        self.modals = Modals(self.workspace, self.courier)
        page_api = PageApi(
            workspace=self.workspace,
            gateway=self.gateway,
            courier=self.courier,
            acts=self.acts,
            modals=self.modals,
            panel=panel,
        )
        self._server = WorkspaceHttpServer(
            port, workspace=self.workspace, gateway=self.gateway, page_api=page_api
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="local-slack")
        self.gateway.page_url = self._server.address
        self.acts.response_base = self._server.address + "response/"
        self._function_url: str | None = None
        if function_url is not None:
            self.function_url = function_url

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Leave no socket and no thread; a second time does nothing."""
        if self._thread.is_alive():
            self._server.stop()
            self._thread.join()

    @property
    def api_url(self) -> str:
        """The Web API's base for slack_sdk, ending in `/api/`."""
        return self._server.address + "api/"

    @property
    def page_url(self) -> str:
        return self._server.address

    @property
    def function_url(self) -> str | None:
        """Where clicks, submissions, commands and events go."""
        return self._function_url

    @function_url.setter
    def function_url(self, url: str) -> None:
        self._function_url = url
        self.courier.door = http_door(url)

    @property
    def calls(self) -> Sequence[LoggedCall]:
        """Every call of the Web API so far."""
        return self.gateway.calls

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Every request sent to the app so far."""
        return self.courier.deliveries
