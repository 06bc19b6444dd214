"""What is answered to "why am I getting this?", to the letter."""

from datetime import UTC, datetime

from messages.internal.why import Said, Why, why, why_unknown
from tests.nudges.examples import AUGUST


def test_why_am_i_getting_this_names_the_rule_the_facts_and_the_history() -> None:
    at = datetime(2026, 8, 16, 13, tzinfo=UTC)
    history = [
        Said(AUGUST, "Nadia", "it was due soon", title="Deck", answer="commented"),
        Said(AUGUST, None, "it was late", not_sent="nobody to tell"),
        Said(AUGUST, "Nadia", "it was late"),
    ]

    message = why(Why(rule="A rule.", facts="Some facts", sent_at=at, history=history))

    assert message.text == (
        "*The rule*: A rule.\n"
        f"*The facts* (<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}"
        "|2026-08-16 13:00 UTC>): Some facts.\n"
        "*Said before*\n"
        "• Sun 16 Aug 2026, to Nadia: Deck: it was due soon (commented)\n"
        "• Sun 16 Aug 2026: it was late (not sent: nobody to tell)\n"
        "• Sun 16 Aug 2026, to Nadia: it was late (not answered)"
    )


def test_why_of_a_first_message_says_so_and_of_an_unknown_one_too() -> None:
    at = datetime(2026, 8, 16, 13, tzinfo=UTC)

    first = why(Why(rule="R", facts="F", sent_at=at, history=[]))

    assert first.text.endswith("• Nothing: this is the first time.")
    assert why_unknown().text == "I no longer know why this message went out."
