"""What people type is shown as typed, and does nothing."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from messages.render import Safe, cut, day, escape, link, mention, number, plain, render, when


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("R&D <x> & co", "R&amp;D &lt;x&gt; &amp; co", id="Slack's three characters"),
        pytest.param("<!channel>", "&lt;!channel&gt;", id="broadcast markup"),
        pytest.param("<@U123>", "&lt;@U123&gt;", id="mention markup"),
        pytest.param("@here now", "@\u2060here now", id="bare broadcast"),
        pytest.param("https://evil.test", "https:\u2060//evil.test", id="address"),
        pytest.param("www.evil.test", "www.\u2060evil.test", id="bare address"),
        pytest.param("*b* _i_ ~s~ `c`", "∗b∗ ˍiˍ ∼s∼ ˋcˋ", id="formatting"),
        pytest.param(":tada: at 10:30", "꞉tada: at 10:30", id="emoji code, not a time"),
        pytest.param("> quoted", "&gt; quoted", id="quote"),
        pytest.param("two\nlines\u2028here", "two lines here", id="line breaks"),
        pytest.param("a\u202eb\u200bc", "abc", id="direction and zero width"),
        pytest.param("Zoë 山田 👩", "Zoë 山田 👩", id="everybody's names stay"),
    ],
)
def test_a_value_is_shown_as_typed_and_does_nothing(typed: str, shown: str) -> None:
    assert escape(typed) == shown


@given(st.text())
def test_no_text_can_hold_live_markup(typed: str) -> None:
    shown = escape(typed)

    assert not set("<>*_~`\n\r\u202e\u200b") & set(shown)
    assert escape(shown) is shown


@given(st.text(), st.integers(min_value=2, max_value=60))
def test_a_cut_text_fits_and_never_ends_inside_an_escape(typed: str, limit: int) -> None:
    shown = cut(escape(typed), limit)

    assert len(shown) <= limit
    assert "&" not in shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_a_cut_never_breaks_a_mention() -> None:
    assert cut("Ask <@U0123456789> please", 12) == "Ask…"


def test_plain_text_fields_are_cleaned_but_not_escaped() -> None:
    assert plain("R&D\n<x>\u202e") == "R&D <x>"


@pytest.mark.parametrize("unseen", ["\u3164", "\u200b", "\u2028", "\ue000", "\x00"])
def test_what_nobody_sees_is_found_in_a_text_that_is_clear_otherwise(unseen: str) -> None:
    assert plain(f"Paper{unseen} plane") == "Paper plane"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        pytest.param("12500", "USD", "12,500 USD", id="money"),
        pytest.param("4", "count", "4", id="count"),
        pytest.param("12.5", "percent", "12.5 %", id="percent"),
        pytest.param("0.125", "count", "0.12", id="two decimals at most"),
        pytest.param("-3000000", "EUR", "-3,000,000 EUR", id="negative"),
        pytest.param("100", "count", "100", id="zeros stay"),
        pytest.param("5", "<b>", "5 &lt;b&gt;", id="a unit is a value too"),
    ],
)
def test_numbers_carry_their_unit(value: str, unit: str, shown: str) -> None:
    assert number(Decimal(value), unit) == shown


def test_days_and_instants_are_said_the_way_people_read_them() -> None:
    assert day(date(2026, 3, 5)) == "Thu 5 Mar 2026"
    assert when(datetime(2026, 3, 5, 8, 30, tzinfo=UTC)) == (
        "<!date^1772699400^{date_short_pretty} {time}|2026-03-05 08:30 UTC>"
    )


def test_only_slack_ids_become_mentions() -> None:
    assert mention("U0NADIA") == "<@U0NADIA>"
    assert mention(None) == "nobody yet"
    assert mention("U1> <!here") == "U1&gt; &lt;!here"


def test_only_our_own_https_addresses_become_links() -> None:
    assert link("https://a.test/?x=1&y=2", "the *page*") == (
        "<https://a.test/?x=1&amp;y=2|the ∗page∗>"
    )
    assert link("javascript:alert(1)", "page") == "page"
    assert link("https://a.test|x>", "page") == "page"


def test_a_template_escapes_every_value_and_refuses_a_missing_one() -> None:
    given_values = {
        "who": "<!here>",
        "metric": "won *value*",
        "value": Decimal(5),
        "unit": "count",
        "as_of": date(2026, 3, 5),
    }

    said = render("ledger_reading_added", **given_values)

    assert isinstance(said, Safe)
    assert "&lt;!here&gt;" in said
    assert "won ∗value∗" in said
    with pytest.raises(UndefinedError):
        render("ledger_reading_added", who="x")


def test_no_template_counts_on_a_space_at_the_edge_of_what_is_escaped() -> None:
    # Escaping strips what people typed, and the template's own words beside it alike.
    stripped = re.compile(r"""(?:\{\{|\belse)\s*"(?:[^"]+ | [^"]+)"\s*(?:\}\}|if\b)""")
    templates = list(files("messages").joinpath("templates").iterdir())

    wrong = {each.name for each in templates if stripped.search(each.read_text("utf-8"))}

    assert len(templates) > 100
    assert wrong == set()
