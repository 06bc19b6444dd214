"""A slip, a late promise and a daily message's lines to try the words on."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from bot.rules.nudging import DigestSection
from bot.rules.pace import Band
from messages.audience import Block, InternalMessage
from messages.internal import daily, slip
from messages.internal.daily import DailyLine
from messages.internal.daily_buttons import Topic
from messages.internal.late import LateFacts
from messages.internal.slip import SlipFacts

GOAL = UUID(int=1)
PARTNER = UUID(int=2)
AUGUST = date(2026, 8, 16)
OWNER = "U0NADIA"


def facts(metric: str = "won value", **more: Any) -> SlipFacts:
    terms: dict[str, Any] = {
        "goal_id": GOAL,
        "metric": metric,
        "unit": "USD",
        "band": Band.OFF_TRACK,
        "target": Decimal(57500),
        "due_on": date(2026, 9, 30),
        "value": Decimal(12345),
        "as_of": AUGUST,
        "source": "opportunities",
        "expected": Decimal(28125),
        "ratio": Decimal("0.4389"),
        "lands_at": Decimal("25237.8"),
        "needed_per_week": Decimal("7024.111"),
    }
    return SlipFacts(**(terms | more))


def one_slip(*slips: SlipFacts, owners: tuple[str, ...] = (OWNER,)) -> InternalMessage:
    return slip.slip(slips, partner="Acme", partner_id=PARTNER, owners=owners)


def said(blocks: list[Block]) -> list[str]:
    """Return every text of the blocks, in order."""
    texts: list[str] = []
    for block in blocks:
        inside = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        for part in inside:
            if isinstance(part, dict):
                text = part.get("text")
                texts.append(text["text"] if isinstance(text, dict) else str(text))
    return texts


def late_facts(**more: Any) -> LateFacts:
    terms: dict[str, Any] = {
        "commitment_id": GOAL,
        "title": "Send the deck",
        "partner": "Acme",
        "due_on": AUGUST,
        "days_late": 3,
        "theirs": False,
        "asked": OWNER,
    }
    return LateFacts(**(terms | more))


def lines_about(text: str, count: int = 7) -> list[DailyLine]:
    promise = daily.commitment_line(
        title=text,
        partner=text,
        due_on=AUGUST,
        days_late=2,
        theirs=False,
        owner=text,
        blocked=text,
        test_of_done=text,
    )
    return [
        DailyLine(
            section=DigestSection.WE_OWE,
            subject=str(UUID(int=number)),
            topic=Topic.COMMITMENT,
            said=promise,
        )
        for number in range(count)
    ]
