"""A promise that is given up, by agreement or not; and work on one that has begun."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from bot.flows.qbr.page import page_of
from bot.rules.commitments import CommitmentState
from bot.sandbox.entities import Message
from storage.audit import Audit
from storage.commitments import Commitment
from tests.handlers.conftest import ANA, BEN, GUS, INTERNAL, NADIA, SHARED, Office

AFTER = date(2026, 12, 4)  # the promise was due on 1 December
AGREED: dict[str, object] = {"reason": "the event is off", "agreed": "yes"}
ALONE: dict[str, object] = {"reason": "no budget", "agreed": "no"}
CASES = [
    pytest.param(
        AGREED, "and the other side agreed: the event is off", "none due yet", id="agreed"
    ),
    pytest.param(ALONE, "and the other side did not agree: no budget", "0 of 1", id="alone"),
]


def card(office: Office, who: str) -> Message:
    """Return the card on which ``who`` is asked: ours directly, the partner's in the channel."""
    channel = SHARED if who == ANA else office.sandbox.world.dm(who).id
    seen = office.sandbox.world.messages(channel, viewer=who)
    return [message for message in seen if message.ephemeral_to is None][-1]


def promised(office: Office, who: str) -> Message:
    """Ask ``who`` for a promise, which they accept; return its card."""
    office.types(f"commit <@{who}> train the reps by 1 Dec")
    office.deliver()
    office.press(card(office, who), "commitment.accept", by=who)
    return card(office, who)


def row(office: Office) -> Commitment:
    with office.database.across_workspaces.reading() as session:
        return session.exec(select(Commitment)).one()


def kept(office: Office) -> tuple[str, str]:
    """Return how the review speaks of what was kept, on our side and on theirs."""
    with office.database.across_workspaces.reading() as session:
        page = page_of(session, office.partner(session), held_on=AFTER, today=AFTER)
    return page.kept_ours, page.kept_theirs


def offered(message: Message) -> list[str]:
    return [button["text"]["text"] for button in message.blocks[-1]["elements"]]


@pytest.mark.parametrize("who", [BEN, ANA])
@pytest.mark.parametrize(("values", "said", "rate"), CASES)
def test_given_up_on_the_card_it_says_so_and_counts_as_both_sides_agreed(
    office: Office, who: str, values: dict[str, object], said: str, rate: str
) -> None:
    office.press(promised(office, who), "commitment.drop", by=who)
    assert office.submit(values, by=who).ok
    office.deliver()

    name = {BEN: "Ben Vogt", ANA: "Ana Ruiz"}[who]
    assert card(office, who).text.startswith(name)
    assert card(office, who).text.endswith(f"gave up *train the reps*, {said}")
    assert offered(card(office, who)) == ["Undo"]
    assert row(office).state is CommitmentState.DROPPED
    assert kept(office)[who == ANA] == rate


@pytest.mark.parametrize(
    ("who", "where"),
    [pytest.param(BEN, INTERNAL, id="ours"), pytest.param(GUS, SHARED, id="theirs")],
)
@pytest.mark.parametrize(("values", "said", "rate"), CASES)
def test_given_up_at_the_keyboard_by_its_number(
    office: Office, who: str, where: str, values: dict[str, object], said: str, rate: str
) -> None:
    promised(office, BEN if who == BEN else ANA)
    office.types("show", by=who, channel=where)

    office.types("drop 1", by=who, channel=where)
    outcome = office.submit(values, by=who)

    assert outcome.ok
    assert said in str(office.form(who))
    assert kept(office)[who == GUS] == rate


def test_who_gave_it_up_and_whether_it_was_agreed_is_in_the_trail(office: Office) -> None:
    office.press(promised(office, BEN), "commitment.drop", by=BEN)
    office.submit(AGREED, by=BEN)

    with office.database.across_workspaces.reading() as session:
        entry = session.exec(select(Audit).where(Audit.action == "commitment.dropped")).one()
        assert entry.actor == str(office.person(session, BEN).id)
    after: dict[str, Any] = entry.after or {}
    assert (after["reason"], after["by_agreement"]) == ("the event is off", "True")


def test_given_up_by_mistake_is_taken_back_with_one_press(office: Office) -> None:
    office.press(promised(office, BEN), "commitment.drop", by=BEN)
    office.submit(ALONE, by=BEN)
    office.deliver()

    office.press(card(office, BEN), "commitment.reopen", by=BEN)

    assert row(office).state is CommitmentState.PROPOSED
    assert row(office).close_reason is None


def test_without_a_reason_it_is_not_given_up(office: Office) -> None:
    office.press(promised(office, BEN), "commitment.drop", by=BEN)

    outcome = office.submit({"reason": "  ", "agreed": "yes"}, by=BEN)

    assert outcome.errors == {"reason": "Say it in a few words."}
    assert row(office).state is CommitmentState.ACCEPTED


def test_a_number_that_is_not_in_the_list_opens_nothing(office: Office) -> None:
    promised(office, BEN)
    office.types("show")

    assert office.types("drop 7") == "The last list I showed you goes from 1 to 1."
    assert office.sandbox.world.open_view(NADIA) is None


def test_what_somebody_settled_meanwhile_says_who_did_instead_of_asking(office: Office) -> None:
    stale = promised(office, BEN)
    office.types("show")
    office.press(stale, "commitment.drop", by=BEN)
    office.types("done 1")

    office.submit(AGREED, by=BEN)
    assert "Nadia Brooks marked *train the reps* as done" in str(office.form(BEN))
    assert "Nadia Brooks marked *train the reps* as done" in office.types("drop 1")
    assert row(office).state is CommitmentState.DONE


def test_the_partners_person_is_not_even_asked_about_what_we_promised(office: Office) -> None:
    promised(office, BEN)
    office.types("show", by=GUS, channel=SHARED)

    said = office.types("drop 1", by=GUS, channel=SHARED)

    assert said == "Only the side that promised this can change it."


def test_what_nobody_has_promised_yet_is_declined_and_not_given_up(office: Office) -> None:
    office.types("commit <@U0BEN> train the reps by 1 Dec")
    office.types("show")

    assert office.types("drop 1").startswith("What is proposed cannot become dropped")


def test_work_that_has_begun_is_said_in_place(office: Office) -> None:
    message = promised(office, BEN)
    assert offered(message)[-2:] == ["Work has begun", "Give up"]

    office.press(message, "commitment.start", by=BEN)

    assert card(office, BEN).text == "Ben Vogt started *train the reps*."
    assert offered(card(office, BEN)) == ["Done", "New date", "Blocked", "Snooze", "Give up"]
    assert row(office).state is CommitmentState.IN_PROGRESS


def test_work_said_to_have_begun_twice_says_who_said_it_first(office: Office) -> None:
    message = promised(office, BEN)
    office.press(message, "commitment.start", by=BEN)

    office.press(message, "commitment.start", by=BEN)

    assert card(office, BEN).text == "Ben Vogt started *train the reps*."
