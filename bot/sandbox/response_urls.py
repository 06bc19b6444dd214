"""response_urls: five answers within thirty minutes of something a person did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.entities import App, Message
from bot.sandbox.state import State

USES = 5
LIFE = timedelta(minutes=30)


class ResponseUrlError(ValueError):
    """A response_url that takes no more; `code` is Slack's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class ResponseUrl:
    """To whom and where an answer goes, and the message it may replace."""

    app: App
    user: str
    channel: str
    born: datetime
    message: Message | None = None
    typed: str = ""  # the command as typed, shown by an answer in the channel
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """Hands out response_urls and counts their use."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, ResponseUrl] = {}

    def new(
        self,
        app: App,
        user: str,
        channel: str,
        *,
        message: Message | None = None,
        typed: str = "",
        thread_ts: str | None = None,
    ) -> str:
        """Return the path of a new response_url, below the sandbox's own address."""
        token = self._state.new_id("r")
        born = self._state.clock.now()
        with self._state.lock:
            self._known[token] = ResponseUrl(app, user, channel, born, message, typed, thread_ts)
        return f"/actions/{app.team}/{token}"

    def use(self, token: str) -> ResponseUrl:
        """Count one use. Raises ResponseUrlError when unknown, worn out or too old."""
        with self._state.lock:
            found = self._known.get(token)
            if found is None or found.app.revoked:
                raise ResponseUrlError("invalid_url")
            if self._state.clock.now() - found.born > LIFE:
                raise ResponseUrlError("expired_url")
            if found.uses >= USES:
                raise ResponseUrlError("used_url")
            found.uses += 1
            return found
