"""Dates as people say them, and steps of whole months."""

from calendar import monthrange
from datetime import date

MONTHS_A_YEAR = 12


def day_words(day: date) -> str:
    """Return a date as people say it: "Thu 5 Mar 2026"."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later, or that month's last day."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
