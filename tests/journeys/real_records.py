"""What the two files of real records say, worked out by hand: no rule of the product is asked.

Everything comes from the files with nothing but csv, dates and fractions.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from pathlib import Path

RECORDS = Path(__file__).parent.parent / "data"
DEALS, TARGETS = RECORDS / "crm_opportunities.csv", RECORDS / "targets.csv"
TODAY, START, DUE = date(2017, 8, 16), date(2017, 7, 1), date(2017, 9, 30)
SLIPPING = {"at risk", "off track"}
SENTENCE = re.compile(
    r"^(?:  )?(?P<partner>[^·]+): (?P<metric>won value|deals engaged) (?P<value>[\d,]+)(?: USD)?"
    r" against (?P<expected>[\d,.]+) expected by 16 Aug"
    r" \(ratio (?P<ratio>[\d.]+), (?P<band>[a-z ]+)\);"
)


@dataclass(frozen=True)
class Figures:
    """Where a target stands on the day, exactly."""

    value: Fraction
    expected: Fraction

    @property
    def ratio(self) -> Fraction:
        return self.value / self.expected

    @property
    def band(self) -> str:
        if self.ratio < Fraction(75, 100):
            return "off track"
        if self.ratio < Fraction(95, 100):
            return "at risk"
        return "ahead" if self.ratio >= Fraction(110, 100) else "on track"

    @property
    def slips(self) -> bool:
        return self.band in SLIPPING

    def said(self) -> tuple[str, str, str, str]:
        """Return value, expected and ratio as a person writes them, and the band."""
        ratio = floor(self.ratio * 100) / 100
        return _digits(self.value), _digits(round(self.expected, 2)), f"{ratio:.2f}", self.band


Standing = dict[tuple[str, str], Figures]
Told = dict[tuple[str, str], tuple[str, str, str, str]]


def figures() -> Iterator[tuple[tuple[str, str], Figures]]:
    won, engaged = _counted()
    share = Fraction((TODAY - START).days, (DUE - START).days)
    with TARGETS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            partner, metric = row["partner"], row["metric"]
            assert (row["start"], row["due"]) == (START.isoformat(), DUE.isoformat())
            assert (row["baseline"], row["curve"]) == ("0", "linear")
            expected = Fraction(row["target"]) * share
            if metric == "won value":
                figures = Figures(won.get(partner, Fraction(0)), expected)
            else:
                figures = Figures(Fraction(engaged[partner]), Fraction(floor(expected)))
            yield (partner, metric), figures


def _counted() -> tuple[dict[str, Fraction], Counter[str]]:
    """Return what each account's deals add up to in the window, up to and including the day."""
    won: dict[str, Fraction] = {}
    engaged: Counter[str] = Counter()
    with DEALS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            account = row["account"]
            if row["deal_stage"] == "Won" and _in_window(row["close_date"]):
                won[account] = won.get(account, Fraction(0)) + Fraction(row["close_value"])
            engaged[account] += _in_window(row["engage_date"])
    return won, engaged


def _in_window(day: str) -> bool:
    return bool(day) and START <= date.fromisoformat(day) <= TODAY


def read(sentences: Iterable[re.Match[str] | None]) -> Told:
    """Return value, expected, ratio and band by partner and metric; each stands there once."""
    told: Told = {}
    for said in sentences:
        assert said is not None
        key = said["partner"], said["metric"]
        assert key not in told
        told[key] = (said["value"], said["expected"], said["ratio"], said["band"])
    return told


def _digits(value: Fraction) -> str:
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")
