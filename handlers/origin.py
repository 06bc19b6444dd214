"""Where in Slack something happened, read from the payload."""

from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.delivery.channels import look_at
from bot.delivery.people import People
from bot.rules.audience import Audience, may_post


@dataclass(frozen=True, slots=True)
class Origin:
    """The surface: a channel, a message in it, a modal, or Home."""

    kind: str  # handlers.registry.Kind
    channel_id: str | None = None
    message_ts: str | None = None
    is_ephemeral: bool = False
    in_modal: bool = False
    on_home: bool = False
    response_url: str | None = None

    @property
    def message_ref(self) -> tuple[str, str] | None:
        """Channel and ts of the message concerned."""
        if self.channel_id is None or self.message_ts is None:
            return None
        return self.channel_id, self.message_ts

    @property
    def in_direct_message(self) -> bool:
        """Whether it happened in the person's own conversation with the bot."""
        return self.channel_id is not None and self.channel_id.startswith("D")

    @property
    def pressed_in(self) -> str | None:
        """The channel in which everybody reads the message whose button was pressed."""
        alone = self.is_ephemeral or self.in_direct_message or self.message_ts is None
        return self.channel_id if self.kind == "action" and not alone else None

    def is_ours_alone(self, slack: WebClient, people: People) -> bool:
        """Look at the channel, uncached: ours, unshared, no guests. Doubt reads as no."""
        if self.channel_id is None:
            return False
        return may_post(Audience.INTERNAL, look_at(slack, self.channel_id, people)).allowed


def origin_of(kind: str, body: dict[str, Any]) -> Origin:
    """Return where ``body`` comes from; a part it does not name is None."""
    container = body.get("container") or {}
    view = body.get("view") or {}
    message = body.get("message") or {}
    event = body.get("event") or {}
    channel = (
        body.get("channel_id") or (body.get("channel") or {}).get("id") or event.get("channel")
    )
    return Origin(
        kind=kind,
        channel_id=channel or container.get("channel_id"),
        message_ts=container.get("message_ts") or message.get("ts"),
        is_ephemeral=bool(container.get("is_ephemeral")),
        in_modal=view.get("type") == "modal",
        on_home=view.get("type") == "home",
        response_url=body.get("response_url"),
    )
