"""What a Web API method is: the arguments it takes, the scope it needs, what it does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.entities import App, Json
from bot.sandbox.services import Services
from bot.sandbox.world import World


class SlackError(Exception):
    """A refusal in Slack's words: its code, and what else the answer carries."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.more = more

    @classmethod
    def explained(cls, code: str, messages: list[str], **more: Any) -> "SlackError":
        """Return a refusal that says what is wrong, as `response_metadata.messages`."""
        shown = [f"[ERROR] {message}" for message in messages]
        return cls(code, response_metadata={"messages": shown}, **more)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method: on whose behalf, with which arguments."""

    slack: Services
    app: App
    args: Json

    @property
    def world(self) -> World:
        """Return the world the call acts on."""
        return self.slack.world

    def text(self, name: str) -> str:
        """Return an argument as text; "" when absent."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a true-or-false argument, which forms send as 1, 0, true, false."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value).lower() in ("1", "true")

    def number(self, name: str, default: int, *, least: int = 1, most: int = 1000) -> int:
        """Return a whole number between bounds. Raises SlackError `invalid_limit`."""
        value = self.args.get(name)
        if value in (None, ""):
            return default
        if not str(value).isdigit() or not least <= int(value) <= most:
            raise SlackError("invalid_limit" if name == "limit" else "invalid_arguments")
        return int(value)

    def json(self, name: str, error: str) -> Any:
        """Return an argument that may come as JSON text. Raises SlackError with ``error``."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error) from None


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table.

    ``needs`` are required arguments, ``takes`` the optional ones; any of ``scopes`` will do;
    ``per_minute`` is how often Slack permits it for one workspace.
    """

    run: Callable[[Call], Json]
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    per_minute: int = 50
    app_token: bool = False


def page(found: list[Any], call: Call, default: int) -> tuple[list[Any], Json]:
    """Return one page of a list and the `response_metadata` that leads to the next."""
    limit = call.number("limit", default)
    cursor = call.text("cursor")
    if cursor and not cursor.removeprefix("after:").isdigit():
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("after:")) if cursor else 0
    more = f"after:{start + limit}" if start + limit < len(found) else ""
    return found[start : start + limit], {"next_cursor": more}
