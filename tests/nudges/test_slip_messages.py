"""What a slip says, to the letter."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.rules.pace import Band
from messages.internal import slip
from messages.render import Safe
from tests.nudges.examples import facts, one_slip, said


def test_a_slip_says_now_expected_target_landing_need_source_and_what_to_press() -> None:
    message = one_slip(facts())

    assert said(message.blocks) == [
        "<@U0NADIA>, *Acme*: a number we agreed on fell behind its pace. What would help?",
        "*won value*: off track",
        "*Now*\n12,345 USD",
        "*Expected by Sun 16 Aug 2026*\n28,125 USD",
        "*Target by Wed 30 Sep 2026*\n57,500 USD",
        "*At this pace it lands at*\n25,237 USD",
        "*Needed per week from here*\n7,025 USD",
        "Source: opportunities, as of Sun 16 Aug 2026. That is 43 % of the way expected by then.",
        "Update the number",
        "Comment or plan",
        "Snooze",
        "Hand over",
        "Why am I getting this?",
        (
            "Said once in 7 days at most. A number, a comment or a snooze answers it. "
            "When messages reach you is set on the bot's Home tab."
        ),
    ]
    assert message.text == (
        "<@U0NADIA>, *Acme*: a number we agreed on fell behind its pace. What would help?\n"
        "*won value* is off track: 12,345 USD, 43 % of the way expected by then (28,125 USD). "
        "Target 57,500 USD by Wed 30 Sep 2026; 25,237 USD at this pace; "
        "needed per week from here: 7,025 USD. Source: opportunities, as of Sun 16 Aug 2026"
    )


def test_a_number_whose_time_is_over_says_nothing_of_the_weeks_ahead() -> None:
    message = one_slip(facts(band=Band.MISSED, needed_per_week=None))

    words = " ".join(said(message.blocks)) + message.text
    assert "*won value*: missed" in words
    assert "at this pace" not in words.lower()
    assert "per week" not in words


def test_peoples_own_confidence_stands_beside_the_number() -> None:
    message = one_slip(facts(confidence=4, confidence_reason="Two deals close on Friday"))

    assert (
        "Source: opportunities, as of Sun 16 Aug 2026. That is 43 % of the way expected by then. "
        "Beside the number, people's confidence is 4 of 5: Two deals close on Friday."
    ) in said(message.blocks)


def test_a_target_not_agreed_offers_to_agree_it() -> None:
    message = one_slip(facts(agreed=False))

    assert message.blocks[0]["text"]["text"] == (
        "<@U0NADIA>, *Acme*: a target is not agreed by both sides yet. "
        "Could you settle it with Acme?"
    )
    assert "Both sides agree" in said(message.blocks)
    assert message.text.endswith(
        "as of Sun 16 Aug 2026. The target is not agreed by both sides yet"
    )


def test_an_answered_slip_keeps_the_others_buttons() -> None:
    other = facts(metric="deals", goal_id=UUID(int=3))
    answered = facts(settled=Safe("*won value*: snoozed by Nadia"))

    message = one_slip(answered, other)

    assert "*won value*: snoozed by Nadia" in said(message.blocks)
    assert [block["block_id"] for block in message.blocks if block["type"] == "actions"] == [
        f"goal:{UUID(int=3)}",
    ]
    assert said(message.blocks).count("Why am I getting this?") == 1


def test_computed_figures_are_no_finer_than_what_they_tell() -> None:
    counted = facts(
        metric="deals engaged",
        unit="count",
        target=Decimal(12),
        value=Decimal(9),
        expected=Decimal(10),
        lands_at=Decimal("11.83"),
        needed_per_week=Decimal("0.5455"),
    )

    figures = said(one_slip(counted).blocks)

    assert "*At this pace it lands at*\n11" in figures, "never rounded onto the target"
    assert "*Needed per week from here*\n0.6" in figures
    falling = facts(unit="count", needed_per_week=Decimal("-0.5455"))
    assert "*Needed per week from here*\n-0.6" in said(one_slip(falling).blocks)
    assert "expected by then (33,489 USD)" in one_slip(facts(expected=Decimal("33489.01"))).text


@pytest.mark.parametrize(
    ("ratio", "said_of_it"),
    [
        pytest.param(Decimal("0.9499"), "94 % of the way expected by then (28,125 USD)", id="0.94"),
        pytest.param(Decimal(-1) / 3, "-34 % of the way expected by then (28,125 USD)", id="back"),
        pytest.param(None, "12,345 USD, 28,125 USD expected by then. Target", id="none"),
    ],
)
def test_how_much_of_the_way_is_gone_is_never_rounded_into_the_next_band(
    ratio: Decimal | None, said_of_it: str
) -> None:
    assert said_of_it in str(slip.line(facts(ratio=ratio)))


def test_numbers_that_do_not_fit_are_named_in_one_line() -> None:
    others = [facts(metric=name) for name in ("deals", "reach")]

    message = one_slip(*[facts()] * slip.MOST_SHOWN, *others)

    assert "And 2 more: deals (off track), reach (off track)." in said(message.blocks)


def test_when_all_is_answered_the_message_says_so() -> None:
    message = one_slip(facts(settled=Safe("*won value*: back on pace")), owners=())

    assert said(message.blocks) == [
        "*Acme*: nothing named here waits for an answer any more.",
        "*won value*: back on pace",
        "Why am I getting this?",
    ]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param(
            {},
            "Acme: won value 12,345 USD against 28,125 expected by 16 Aug (ratio 0.43, off track)",
            id="the whole",
        ),
        pytest.param(
            {"ratio": None},
            "Acme: won value 12,345 USD against 28,125 expected by 16 Aug (off track)",
            id="nothing expected yet",
        ),
        pytest.param(
            {"expected": None, "ratio": None},
            "Acme: won value 12,345 USD (off track)",
            id="a guardrail",
        ),
        pytest.param(
            {"value": None, "band": Band.UNMEASURED},
            "Acme: won value has no number (not measured yet)",
            id="no reading",
        ),
        pytest.param(
            {"ratio": Decimal("0.9499"), "band": Band.AT_RISK},
            "Acme: won value 12,345 USD against 28,125 expected by 16 Aug (ratio 0.94, at risk)",
            id="a ratio is never rounded into the next band",
        ),
    ],
)
def test_why_is_one_exact_sentence(more: dict[str, Any], sentence: str) -> None:
    assert slip.why("Acme", facts(**more)) == sentence
