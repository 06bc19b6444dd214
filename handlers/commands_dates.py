"""Days and numbers as people type them."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from bot.flows.errors import Refusal

WEEK = 7
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
HOW_TO_DATE = "Write a day like today, Friday, 2026-12-01, 1 Dec or +3d."
_SHORTEST = 3  # letters of a weekday or month that are enough
_STEP = re.compile(r"(?:\+|in\s+)\s*(\d{1,3})\s*(d|days?|w|weeks?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})\.?,?(?:\s+(\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:[,\u00a0' ]\d{3})+|\d+)(?:\.\d+)?")
_FACTORS = {"k": Decimal(1000), "m": Decimal(10**6), "": Decimal(1)}


def day(typed: str, today: date, *, back: bool = False) -> date:
    """Return the day meant; ``today`` is the writer's local date.

    A weekday or a date without a year is the coming one, or with ``back`` the last one.
    Raises Refusal with how to write it.
    """
    words = " ".join(typed.strip().lower().removeprefix("on ").split()).rstrip(".,;")
    found = _relative(words, today, back=back) or _written(words, today, back=back)
    if found is None:
        raise Refusal(f"I can't read “{typed.strip()}” as a day. {HOW_TO_DATE}")
    return found


def number(typed: str) -> Decimal | None:
    """Return the number in ``42,000``, ``$1.5m``, ``12k`` or ``80 %``; None when there is none."""
    text = typed.strip().lower().strip("$€£%").strip()
    factor = _FACTORS.get(text[-1:]) if text[-1:] in {"k", "m"} else Decimal(1)
    digits = text.rstrip("km").strip()
    if not _NUMBER.fullmatch(digits) or factor is None:
        return None
    try:
        return Decimal(re.sub(r"[,\u00a0' ]", "", digits)) * factor
    except InvalidOperation:
        return None


def _relative(words: str, today: date, *, back: bool) -> date | None:
    named = {"today": 0, "tomorrow": 1, "yesterday": -1, "now": 0}
    if words in named:
        return today + timedelta(days=named[words])
    step = _STEP.fullmatch(words)
    if step:
        unit = WEEK if (step[2] or "d").startswith("w") else 1
        return today + timedelta(days=int(step[1]) * unit)
    if words in {"end of month", "eom"}:
        return (today.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return _weekday(words, today, back=back)


def _weekday(words: str, today: date, *, back: bool) -> date | None:
    name = words.removeprefix("next ").removeprefix("this ").removeprefix("last ")
    if len(name) < _SHORTEST:
        return None
    for number_of_day, full in enumerate(DAYS, start=1):
        if not full.startswith(name):
            continue
        if words.startswith("next "):
            monday = today + timedelta(days=WEEK + 1 - today.isoweekday())
            return monday + timedelta(days=number_of_day - 1)
        if back or words.startswith("last "):
            return today - timedelta(days=(today.isoweekday() - number_of_day - 1) % WEEK + 1)
        return today + timedelta(days=(number_of_day - today.isoweekday() - 1) % WEEK + 1)
    return None


def _written(words: str, today: date, *, back: bool) -> date | None:
    iso = _ISO.fullmatch(words)
    if iso:
        return _valid(int(iso[1]), int(iso[2]), int(iso[3]))
    first = _DAY_FIRST.fullmatch(words)
    if first:
        return _in_year(first[2], int(first[1]), first[3], today, back=back)
    second = _MONTH_FIRST.fullmatch(words)
    if second:
        return _in_year(second[1], int(second[2]), second[3], today, back=back)
    return None


def _in_year(
    month_name: str, day_of_month: int, year: str | None, today: date, *, back: bool
) -> date | None:
    if month_name[:_SHORTEST] not in MONTHS:
        return None
    month = MONTHS.index(month_name[:_SHORTEST]) + 1
    if year:
        return _valid(int(year), month, day_of_month)
    found = _valid(today.year, month, day_of_month)
    if found is not None and back and found > today:
        return _valid(today.year - 1, month, day_of_month)
    if found is not None and not back and found < today:
        return _valid(today.year + 1, month, day_of_month)
    return found


def _valid(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
