"""What was typed and chosen in a modal or message, read without trust."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.flows.errors import Refusal
from bot.rules.typed import storable

PLACES = 4  # what storage keeps exactly


@dataclass(frozen=True, slots=True)
class Inputs:
    """Slack's ``state.values``: block_id -> action_id -> element state."""

    values: dict[str, dict[str, dict[str, Any]]]

    def text(self, block_id: str) -> str:
        """Return the typed text, stripped; "" when nothing was typed."""
        return storable(str(self._element(block_id).get("value") or "")).strip()

    def date(self, block_id: str) -> date | None:
        """Return the chosen date. Raises Refusal under the field when it is no date."""
        chosen = self._element(block_id).get("selected_date")
        if not chosen:
            return None
        try:
            return date.fromisoformat(chosen)
        except ValueError:
            raise Refusal("That is not a date.", block_id=block_id) from None

    def number(self, block_id: str) -> Decimal | None:
        """Return the typed number, thousands separators allowed; None when empty.

        Raises Refusal under the field when it is no number, or too large or fine to keep.
        """
        typed = self.text(block_id).replace(",", "").replace(" ", "")
        if not typed:
            return None
        try:
            value = Decimal(typed)
        except InvalidOperation:
            raise Refusal("That is not a number.", block_id=block_id) from None
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -PLACES or abs(value) >= Decimal("1e14"):
            raise Refusal(
                "Use a number below 100 trillion, with at most four decimals.", block_id=block_id
            )
        return value

    def choice(self, block_id: str) -> str | None:
        """Return the value of the one chosen option."""
        chosen = self._element(block_id).get("selected_option")
        return str(chosen["value"]) if chosen else None

    def users(self, block_id: str) -> list[str]:
        """Return the Slack ids of all chosen people."""
        return [str(each) for each in self._element(block_id).get("selected_users") or []]

    def choices(self, block_id: str) -> list[str]:
        """Return the values of all chosen options."""
        return [str(each["value"]) for each in self._element(block_id).get("selected_options", [])]

    def user(self, block_id: str) -> str | None:
        """Return the chosen person's Slack user id."""
        return self._element(block_id).get("selected_user") or None

    def _element(self, block_id: str) -> dict[str, Any]:
        return next(iter(self.values.get(block_id, {}).values()), {})
