"""Every message and modal of the ledger stays within Slack's limits, whatever was typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from bot.rules.commitments import CommitmentState
from bot.rules.pace import Band
from messages.audience import Message, View
from messages.internal import goal_forms, goal_lists, ledger_lists, partner_forms
from messages.internal.commitment_forms import PromiseDraft, new_promise
from messages.internal.goal_forms import GoalDraft
from messages.internal.ledger_lists import PartnerFacts, PortfolioGroup, PortfolioLine
from messages.internal.nudge_forms import snooze_form
from messages.internal.partner_forms import PartnerDraft
from messages.render import escape
from messages.shared import commitment_card, commitment_forms
from messages.shared import ledger as shared_ledger
from messages.shared import ledger_lists as shared_lists
from messages.shared.ledger_facts import GoalFacts, PromiseFacts

HOSTILE = "<!channel> <@U1> &lt; *bold* _it_ `code` :tada:\n\u202eevil\u200b " * 60
ID = UUID(int=7)
DAY = date(2026, 11, 27)


def hostile_promise(number: int) -> PromiseFacts:
    return PromiseFacts(
        id=UUID(int=number + 1),
        title=HOSTILE[:250],
        partner=HOSTILE[:120],
        is_ours=number % 2 == 0,
        owner=HOSTILE[:120],
        due_on=DAY,
        state=CommitmentState.BLOCKED,
        days_late=3,
        is_late=True,
        blocked_kind=HOSTILE[:60],
        unblocker=HOSTILE[:120],
        test_of_done=HOSTILE[:300],
        permalink="https://example.slack.com/archives/C1/p1",
    )


def hostile_goal(number: int) -> GoalFacts:
    return GoalFacts(
        id=UUID(int=number + 1),
        metric=HOSTILE[:120],
        partner=HOSTILE[:120],
        unit="USD",
        target=Decimal("922337203685477.5807"),
        due_on=DAY,
        band=Band.OFF_TRACK,
        value=Decimal("-922337203685477.5807"),
        as_of=DAY,
        source=HOSTILE[:120],
        expected=Decimal(1) / Decimal(3),
        agreed_theirs=False,
        confidence=2,
    )


PROMISES = [hostile_promise(number) for number in range(60)]
GOALS = [hostile_goal(number) for number in range(18)]
HEAD = PartnerFacts(
    ID,
    HOSTILE,
    "at risk",
    HOSTILE,
    HOSTILE,
    DAY,
    is_paper=True,
    days_signed=9,
    wake_on=DAY,
    rests_because=HOSTILE,
)
LINES = tuple(PortfolioLine(ID, HOSTILE, HOSTILE, 3, 2, 99) for _ in range(15))
GROUPS = [PortfolioGroup("at risk", 15, LINES) for _ in range(10)]
MANY = [(UUID(int=number), HOSTILE) for number in range(100)]

MESSAGES: dict[str, Callable[[], Message]] = {
    "help": lambda: shared_lists.help_text(is_internal=True),
    "unknown word": lambda: shared_lists.unknown(HOSTILE, None),
    "on me": lambda: ledger_lists.on_me(PROMISES),
    "nothing on me": lambda: ledger_lists.on_me([]),
    "open with a partner": lambda: ledger_lists.open_with(HOSTILE, PROMISES),
    "a partner's sheet": lambda: ledger_lists.partner_sheet(HEAD, GOALS, PROMISES),
    "what both sides agreed": lambda: shared_lists.sheet(HOSTILE, GOALS, PROMISES),
    "the portfolio": lambda: ledger_lists.portfolio(GROUPS),
    "which partner": lambda: ledger_lists.pick_partner("log", MANY),
    "partner added": lambda: ledger_lists.partner_added(ID, HOSTILE, HOSTILE),
    "goal added": lambda: goal_lists.added(GOALS[0]),
    "a card": lambda: commitment_card.card(PROMISES[0], lead=escape(HOSTILE[:120])),
    "a settled card": lambda: commitment_card.settled_card(PROMISES[0], escape(HOSTILE)),
    "settled": lambda: shared_ledger.settled(HOSTILE),
}
VIEWS: dict[str, Callable[[], View]] = {
    "new commitment": lambda: new_promise(
        PromiseDraft((ID, HOSTILE), HOSTILE, "U1", permalink="https://a.slack.com/x")
    ),
    "new date": lambda: commitment_forms.move(PROMISES[0]),
    "blocked": lambda: commitment_forms.block(PROMISES[0]),
    "snooze": lambda: commitment_forms.snooze(PROMISES[0]),
    "decline": lambda: commitment_forms.decline(PROMISES[0]),
    "give up": lambda: commitment_forms.drop(PROMISES[0]),
    "new goal": lambda: goal_forms.new_goal(GoalDraft((ID, HOSTILE), "U1", DAY, HOSTILE)),
    "update": lambda: goal_forms.update(GOALS[0], today=DAY, stands=escape(HOSTILE)),
    "not aligned": lambda: goal_forms.not_aligned(GOALS[0]),
    "add a partner": lambda: partner_forms.add(PartnerDraft(HOSTILE, "U1", "C1", "internal")),
}


def test_a_promise_and_a_number_are_put_off_in_the_same_words() -> None:
    promise = commitment_forms.snooze(PROMISES[0]).payload
    number = snooze_form(ID, PROMISES[0].title).payload

    assert (promise["title"], promise["submit"]) == (number["title"], number["submit"])
    asked = [
        [block["label"] for block in form["blocks"] if block["type"] == "input"]
        for form in (promise, number)
    ]
    assert asked[0] == asked[1]


def read_as_mrkdwn(part: object) -> Iterator[str]:
    """Return every text in which Slack looks for mentions and formatting."""
    if isinstance(part, list):
        for one in part:
            yield from read_as_mrkdwn(one)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn":
            yield part["text"]
        for one in part.values():
            yield from read_as_mrkdwn(one)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_fits_and_pings_nobody(name: str) -> None:
    message = MESSAGES[name]()

    said = "\n".join([message.text, *read_as_mrkdwn(message.blocks)])
    assert 0 < len(message.text) <= 4000
    assert 0 < len(message.blocks) <= 50
    assert "<!channel>" not in said
    assert "<@U1>" not in said
    assert "\u202e" not in said
    ids = [block["block_id"] for block in message.blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in message.blocks:
        if block["type"] == "section":
            assert 0 < len(block["text"]["text"]) <= 3000


@pytest.mark.parametrize("name", VIEWS)
def test_a_modal_fits(name: str) -> None:
    payload = VIEWS[name]().payload

    assert len(payload["title"]["text"]) <= 24
    assert len(payload["private_metadata"]) <= 3000
    assert len(payload["blocks"]) <= 100
    for block in payload["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            for option in element.get("options", []):
                assert len(option["text"]["text"]) <= 75
                assert len(option.get("description", {}).get("text", "")) <= 75
            assert len(element.get("initial_value", "")) <= element.get("max_length", 3000)


def test_a_late_promise_says_how_late_and_who_can_clear_it() -> None:
    facts = PromiseFacts(
        ID,
        "Send the deck",
        "Acme",
        is_ours=True,
        owner="Nadia Brooks",
        due_on=DAY,
        state=CommitmentState.BLOCKED,
        days_late=1,
        is_late=True,
        blocked_kind="legal",
        unblocker="Ada",
    )

    assert commitment_card.promise_line(facts, number=2) == (
        "2. *Send the deck* for Acme (Nadia Brooks): was due Fri 27 Nov 2026, 1 working day ago. "
        "Blocked: legal, Ada can clear it"
    )


def test_a_partners_sheet_offers_to_ask_for_what_they_have_not_agreed_to() -> None:
    open_goal, agreed = hostile_goal(1), replace(hostile_goal(2), agreed_theirs=True)
    another = hostile_goal(4)
    unlike = replace(hostile_goal(3), band=Band.NOT_ALIGNED)

    sheet = ledger_lists.partner_sheet(HEAD, [open_goal, agreed, unlike, another], [])

    asks = [block for block in sheet.blocks if block.get("block_id", "").startswith("goals:ask")]
    assert [[button["value"] for button in row["elements"]] for row in asks] == [
        [str(open_goal.id)],
        [str(another.id)],
    ]
