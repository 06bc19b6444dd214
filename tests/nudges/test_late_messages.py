"""What a late promise says, to the letter."""

import pytest

from messages.internal import late
from tests.nudges.examples import late_facts, said


def test_a_late_promise_offers_every_answer() -> None:
    message = late.late(late_facts())

    assert said(message.blocks) == [
        (
            "<@U0NADIA>, *Send the deck* for Acme was due Sun 16 Aug 2026, 3 working days ago. "
            "Is it blocked, or is there a new date?"
        ),
        "Done",
        "New date",
        "Blocked",
        "Comment",
        "Snooze",
        "Hand over",
        "Why am I getting this?",
        "Asked here once. Any of the buttons answers it, and this message then says how.",
    ]


@pytest.mark.parametrize("theirs", [True, False])
def test_lateness_in_one_plain_sentence(theirs: bool) -> None:
    expected = (
        "Acme: Deck was expected from them 1 working day ago"
        if theirs
        else "Acme: Deck is 1 working day late"
    )

    assert late.why("Acme", "Deck", days_late=1, theirs=theirs) == expected
