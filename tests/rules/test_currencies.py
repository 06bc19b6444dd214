"""Which units are money, and which are only counted."""

import pytest

from bot.flows.goals.agreeing import unit_of
from bot.rules.currencies import CURRENCIES


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("$", "USD"),
        ("€", "EUR"),
        (" gbp ", "GBP"),
        ("XCG", "XCG"),
        ("%", "percent"),
        ("Percent", "percent"),
        ("", "count"),
        ("pts", "count"),
        ("day", "count"),
        ("min", "count"),
        ("XXX", "count"),
        ("deals", "count"),
    ],
)
def test_only_a_currency_there_is_is_money_and_all_else_is_counted(typed: str, unit: str) -> None:
    assert unit_of(typed) == unit


def test_every_currency_is_three_capital_letters() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)
