"""What the nudges say, to the letter, and within Slack's limits whatever people typed."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from bot.rules.nudging import DigestSection
from bot.rules.pace import Band
from messages.audience import Block, InternalMessage
from messages.internal import daily, late, slip
from messages.internal.daily import DailyLine
from messages.internal.daily_buttons import Topic
from messages.internal.late import LateFacts
from messages.internal.nudge_forms import comment_form, snooze_form
from messages.internal.slip import SlipFacts
from messages.internal.why import Item, Said, Why, why, why_unknown
from messages.render import Safe
from tests.nudges.hostile import HOSTILE

GOAL = UUID(int=1)
PARTNER = UUID(int=2)
AUGUST = date(2026, 8, 16)
OWNER = "U0NADIA"


def facts(metric: str = "won value", **more: Any) -> SlipFacts:
    terms: dict[str, Any] = {
        "goal_id": GOAL,
        "metric": metric,
        "unit": "USD",
        "band": Band.OFF_TRACK,
        "target": Decimal(57500),
        "due_on": date(2026, 9, 30),
        "value": Decimal(12345),
        "as_of": AUGUST,
        "source": "opportunities",
        "expected": Decimal(28125),
        "ratio": Decimal("0.4389"),
        "lands_at": Decimal("25237.8"),
        "needed_per_week": Decimal("7024.111"),
    }
    return SlipFacts(**(terms | more))


def one_slip(*slips: SlipFacts, owners: tuple[str, ...] = (OWNER,)) -> InternalMessage:
    return slip.slip(slips, partner="Acme", partner_id=PARTNER, owners=owners)


def said(blocks: list[Block]) -> list[str]:
    """Return every text of the blocks, in order."""
    texts: list[str] = []
    for block in blocks:
        inside = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
        for part in inside:
            if isinstance(part, dict):
                text = part.get("text")
                texts.append(text["text"] if isinstance(text, dict) else str(text))
    return texts


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


def test_messages_name_the_workspaces_own_rest_between_two_of_the_same() -> None:
    messages = (
        slip.slip([facts()], partner="Acme", partner_id=PARTNER, owners=[], again_days=1),
        daily.daily(lines_about("Deck"), behind=0, person_id=PARTNER, again_days=1),
    )

    assert ["once in 1 day at most" in str(one.blocks) for one in messages] == [True, True]


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


def test_only_a_message_with_one_question_has_a_button_that_stands_out() -> None:
    def styles(message: InternalMessage) -> list[str]:
        found = [part for block in message.blocks for part in block.get("elements", [])]
        return [part["style"] for part in found if "style" in part]

    assert styles(one_slip(facts())) == ["primary"]
    assert styles(one_slip(facts(), facts(goal_id=UUID(int=3)))) == []
    assert styles(daily.daily(lines_about("Deck"), behind=0, person_id=PARTNER)) == []


def test_when_all_is_answered_the_message_says_so() -> None:
    message = one_slip(facts(settled=Safe("*won value*: back on pace")), owners=())

    assert message.text.startswith("*Acme*: every number named here was answered.")


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


def late_facts(**more: Any) -> LateFacts:
    terms: dict[str, Any] = {
        "commitment_id": GOAL,
        "title": "Send the deck",
        "partner": "Acme",
        "due_on": AUGUST,
        "days_late": 3,
        "theirs": False,
        "asked": OWNER,
    }
    return LateFacts(**(terms | more))


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


def lines_about(text: str, count: int = 7) -> list[DailyLine]:
    promise = daily.commitment_line(
        title=text,
        partner=text,
        due_on=AUGUST,
        days_late=2,
        theirs=False,
        owner=text,
        blocked=text,
        test_of_done=text,
    )
    return [
        DailyLine(
            section=DigestSection.WE_OWE,
            subject=str(UUID(int=number)),
            topic=Topic.COMMITMENT,
            said=promise,
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_people_typed_every_message_stays_within_slacks_limits(text: str) -> None:
    many = [
        facts(metric=text, source=text, goal_id=UUID(int=number + 10), agreed=False)
        for number in range(40)
    ]
    messages = [
        slip.slip(many, partner=text, partner_id=PARTNER, owners=[OWNER]),
        late.late(late_facts(title=text, partner=text, promised_by=text)),
        daily.daily(lines_about(text), behind=90, person_id=PARTNER),
        why(
            Why(
                rule=text,
                facts=text,
                sent_at=datetime(2026, 8, 16, tzinfo=UTC),
                history=[Said(AUGUST, text, text, title=text, answer=text)] * 8,
                items=[Item(text, text)] * 7,
            )
        ),
    ]
    views = [
        daily.everything(lines_about(text, 200)).payload,
        comment_form(GOAL, text).payload,
        snooze_form(GOAL, text).payload,
    ]
    for message in messages:
        assert 0 < len(message.text) <= 4000
        check(message.blocks, most=50)
    for view in views:
        check(view["blocks"], most=100)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_people_typed_comes_out_live(text: str) -> None:
    message = slip.slip(
        [facts(metric=text, source=text)], partner=text, partner_id=PARTNER, owners=[OWNER]
    )
    awake = daily.awake_line(text, "active", text)
    everything = json.dumps([message.text, message.blocks, awake])

    assert "<!channel>" not in everything
    assert "<@U0EVIL>" not in everything
    assert "*bold*" not in everything


def check(blocks: list[Block], *, most: int) -> None:
    assert len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    assert all(len(block_id) <= 255 for block_id in ids)
    for block in blocks:
        assert len(block.get("fields", [])) <= 10
        assert len(block.get("elements", [])) <= (10 if block["type"] == "context" else 25)
        if block["type"] == "section" and "text" in block:
            assert 0 < len(block["text"]["text"]) <= 3000
        for part in block.get("fields", []):
            assert 0 < len(part["text"]) <= 2000
