"""The pulse: one question a quarter, answered from 1 to 5. docs/rules.md, "Pulse"."""

from collections.abc import Mapping
from datetime import date

SCORES: Mapping[int, str] = {
    5: "Very well",
    4: "Well",
    3: "So-so",
    2: "Not well",
    1: "Badly",
}
FRESH_DAYS = 100  # a quarter and a little: an answer counts until the next question was answered


def quarter_of(day: date) -> str:
    """Return the calendar quarter of a day, such as "2026-Q4"."""
    return f"{day.year}-Q{(day.month + 2) // 3}"
