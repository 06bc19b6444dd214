"""Cells to values, each fault a short reason for the report."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from bot.exchange.errors import ExchangeError, LineError
from bot.rules.currencies import CURRENCIES

E = TypeVar("E", bound=StrEnum)

_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
MAX_AMOUNT = Decimal(10) ** 14
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?")  # the only place for a comma
PLACES = 4
_A_DAY = datetime(2026, 11, 27)  # noqa: DTZ001 - a date has no zone


def needed(text: str, column: str) -> str:
    """Return the text. Raises LineError when it is empty."""
    if not text:
        raise LineError(f"no {column}")
    return text


def a_date(text: str, column: str, date_format: str | None) -> date | None:
    """Return the date, None for an empty cell; ISO dates unless a format is given."""
    if not text:
        return None
    try:
        if date_format:
            found = datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a date has no zone
        else:
            found = date.fromisoformat(text[:10])
    except ValueError:
        expected = date_format or "YYYY-MM-DD"
        raise LineError(f"{column} {text!r} is not a date like {expected}") from None
    if not _EARLIEST <= found < _LATEST:
        raise LineError(f"{column} {text!r} is not a date between 1990 and 2100")
    return found


def check_format(date_format: str) -> None:
    """Raise ExchangeError unless a date written in this format can be read back from it."""
    try:
        reads_back = datetime.strptime(_A_DAY.strftime(date_format), date_format) == _A_DAY  # noqa: DTZ007 - as above
    except ValueError:
        reads_back = False
    if not reads_back:
        raise ExchangeError(
            "--date-format needs a day, a month and a year, as %d/%m/%Y; "
            f"{date_format!r} is not that."
        )


def a_number(text: str, column: str) -> Decimal | None:
    """Return the number, None for an empty cell: 0 is a value, empty is not."""
    if not text:
        return None
    if "," in text and not _THOUSANDS.fullmatch(text.replace(" ", "")):
        raise LineError(f"{column} {text!r} is not clear: write decimals with a point, as in 1.5")
    try:
        value = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise LineError(f"{column} {text!r} is not a number") from None
    if not value.is_finite() or abs(value) >= MAX_AMOUNT:
        raise LineError(f"{column} {text!r} is not a number we can keep")
    if value != round(value, PLACES):
        raise LineError(f"{column} {text!r} has more than {PLACES} decimals")
    return value


def a_currency(text: str, column: str) -> str:
    """Return an ISO 4217 code."""
    code = text.upper()
    if code not in CURRENCIES:
        raise LineError(f"{column} {text!r} is not a currency code like USD")
    return code


def one_of(kind: type[E], text: str, column: str) -> E:
    """Return the member with that value, however it is cased."""
    wanted = text.strip().lower().replace(" ", "_")
    for member in kind:
        if member.value == wanted:
            return member
    choices = ", ".join(member.value for member in kind)
    raise LineError(f"{column} {text!r} is none of {choices}")
