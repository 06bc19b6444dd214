"""The days of an absence as people type them."""

import re
from datetime import date

from bot.flows.errors import Refusal
from handlers.commands_dates import HOW_TO_DATE, day
from handlers.commands_words import decoded

AWAY_EXAMPLE = "/partner away 1 Dec to 5 Dec"
_BETWEEN = (
    r"\s+(?:to|until|till|through)\s+",
    r"\s*(?:\u2013|\u2014|\.\.)\s*",
    r"\s+-\s+",
    r"\s+",
    r"-",
)


def absence(words: str, today: date) -> tuple[date, date]:
    """Read "1 Dec to 5 Dec", "until Friday" or one day. Raises Refusal with an example.

    Without a first day it begins today; one day alone is that day.
    """
    text = " ".join(decoded(words).split())
    until = re.match(r"(?:until|till|to)\s+", text, re.IGNORECASE)
    if until:
        return today, _day(text[until.end() :], today)
    text = re.sub(r"^from\s+", "", text, flags=re.IGNORECASE)
    for between in _BETWEEN:
        for split in re.finditer(between, text, re.IGNORECASE):
            first = _or_none(text[: split.start()], today)
            if first is None:
                continue
            typed = text[split.end() :]
            last = _or_none(typed, today)
            if last is not None and last < first:
                last = _or_none(typed, first)  # "Monday to Friday" means the Friday after
            if last is not None:
                return first, last
    only = _day(text, today)
    return only, only


def _day(typed: str, today: date) -> date:
    found = _or_none(typed, today)
    if found is None:
        raise Refusal(f"I can't read those days. Try: {AWAY_EXAMPLE}, or off. {HOW_TO_DATE}")
    return found


def _or_none(typed: str, today: date) -> date | None:
    try:
        return day(typed, today)
    except Refusal:
        return None
