"""What was typed of a kickoff so far, to be shown again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_fields import (
    Part,
    field,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed so far, by block id, and for whom it is."""

    partner: str
    fields: Mapping[str, str]
    today: date
    me: str  # Slack user id of the person the modal is shown to

    def text(self, block_id: str) -> str:
        """Return what the field holds."""
        return self.fields.get(block_id, "")

    def day(self, block_id: str) -> date | None:
        """Return the date the field holds."""
        try:
            return date.fromisoformat(self.text(block_id))
        except ValueError:
            return None

    def number(self, block_id: str) -> Decimal | None:
        """Return the number the field holds."""
        try:
            value = Decimal(self.text(block_id))
        except InvalidOperation:
            return None
        return value if value.is_finite() else None

    def state(self, topic: Topic) -> TopicState:
        """Return where the sides stand on the topic; open until somebody says otherwise."""
        held = self.text(field(topic, Part.STATE))
        return TopicState(held) if held in set(TopicState) else TopicState.OPEN
