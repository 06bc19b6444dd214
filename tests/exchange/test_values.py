"""What a cell of a file is read as."""

from decimal import Decimal

import pytest

from bot.exchange.values import a_number


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1,250", "1250"),
        ("-1,250,000.5", "-1250000.5"),
        ("1,00,000", "100000"),
        ("12 500", "12500"),
        ("0", "0"),
    ],
)
def test_commas_and_spaces_between_thousands_are_read_over(typed: str, value: str) -> None:
    assert a_number(typed, "amount") == Decimal(value)
