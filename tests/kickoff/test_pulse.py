"""One question a quarter, asked where both read, answered privately, read by us alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.health.evidence import gather
from bot.flows.health.inputs import found_of, measures_of
from bot.flows.nudges import stale
from bot.flows.partners import consents, pulse, pulse_asking
from bot.flows.partners import week as partner_week
from bot.flows.people import desk as home
from bot.jobs.partner_week import remind_partners
from bot.rules.audience import Audience
from bot.rules.health import Component
from bot.rules.pulse import quarter_of
from storage.outbox import Outbox, OutboxState
from storage.people import Side
from storage.pulses import Pulse, PulseAnswer
from tests.factories import NOW, TODAY, make_commitment
from tests.kickoff.cast import Cast, cast_of


def asked(session: Session) -> tuple[Cast, Pulse]:
    cast = cast_of(session)
    return cast, pulse_asking.ask(session, cast.nadia, cast.partner.id, now=NOW)


def posts(session: Session, rule: str) -> list[Outbox]:
    return list(session.exec(select(Outbox).where(col(Outbox.rule) == rule)))


def test_the_owner_asks_once_a_quarter(session: Session) -> None:
    cast, row = asked(session)

    with pytest.raises(Refusal, match="once a quarter"):
        pulse_asking.ask(session, cast.nadia, cast.partner.id, now=NOW + timedelta(days=30))

    assert row.quarter == quarter_of(TODAY) == "2026-Q4"
    [post] = posts(session, partner_week.PULSE)
    assert post.audience is Audience.SHARED


def test_the_clock_asks_only_who_agreed_and_not_in_the_week_of_a_reminder(
    session: Session,
) -> None:
    cast = cast_of(session)
    workspace_id = cast.workspace.id
    assert pulse_asking.ask_due(session, workspace_id=workspace_id, now=NOW) == 0
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)
    consents.give(session, cast.jo, cast.partner.id, now=NOW)

    counts = [
        pulse_asking.ask_due(session, workspace_id=workspace_id, now=NOW + timedelta(hours=each))
        for each in (0, 1)
    ]

    assert counts == [1, 0]


def test_what_is_late_goes_first_and_the_question_gets_its_turn_the_week_after(
    session: Session,
) -> None:
    cast = cast_of(session)
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)
    consents.give(session, cast.jo, cast.partner.id, now=NOW)
    make_commitment(session, cast.partner, side=Side.THEIRS, due_on=date(2026, 11, 18))

    @contextmanager
    def transaction() -> Iterator[Session]:
        yield session

    for week in range(3):
        now = NOW + timedelta(days=7 * week)
        assert remind_partners(transaction, workspace_id=cast.workspace.id, now=now) == 1

    rules = (partner_week.RULE, partner_week.PULSE)
    statement = select(Outbox).where(col(Outbox.rule).in_(rules)).order_by(col(Outbox.due_at))
    assert [post.rule for post in session.exec(statement)] == [rules[0], rules[1], rules[0]]


def test_a_question_that_could_not_go_out_is_skipped_and_put_once_more_in_its_quarter(
    session: Session,
) -> None:
    cast = cast_of(session)
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)
    consents.give(session, cast.jo, cast.partner.id, now=NOW)
    workspace_id = cast.workspace.id

    def after(days: int) -> tuple[int, date | None]:
        """Return how many are asked once what is too old is let go, and since when it stands."""
        now = NOW + timedelta(days=days)
        stale.let_go(session, workspace_id=workspace_id, now=now)
        count = pulse_asking.ask_due(session, workspace_id=workspace_id, now=now)
        on = pulse_asking.asked_on(session, cast.nadia, cast.partner.id, now=now)
        return count, on.date() if on else None

    first, again = TODAY, TODAY + timedelta(days=14)
    assert [after(days) for days in (0, 14, 15, 21)] == [
        (1, first),
        (1, again),
        (0, again),
        (0, again),
    ]
    states = [(post.state, post.reason) for post in posts(session, partner_week.PULSE)]
    assert states == [(OutboxState.SKIPPED, "too old")] * 2
    assert len(session.exec(select(Pulse)).all()) == 1


def test_the_owner_asks_again_by_hand_what_could_not_go_out(session: Session) -> None:
    cast, row = asked(session)
    later = NOW + timedelta(days=2)
    stale.let_go(session, workspace_id=cast.workspace.id, now=later)
    assert pulse_asking.asked_on(session, cast.nadia, cast.partner.id, now=later) is None

    assert pulse_asking.ask(session, cast.nadia, cast.partner.id, now=later) is row

    assert pulse_asking.asked_on(session, cast.nadia, cast.partner.id, now=later) == later


def test_an_answer_is_private_and_goes_to_our_owner_alone(session: Session) -> None:
    cast, row = asked(session)

    pulse.answer(session, cast.jo, row.id, score=2, word="Legal is slow", now=NOW)

    [told] = posts(session, pulse.ANSWERED)
    assert (told.audience, told.person_id) == (Audience.INTERNAL, cast.partner.owner_id)
    assert "2 of 5, not well. “Legal is slow”" in told.payload["text"]
    shared = [post for post in session.exec(select(Outbox)) if post.channel_id is not None]
    assert "Legal" not in str([post.payload for post in shared])


def test_another_answer_replaces_the_first(session: Session) -> None:
    cast, row = asked(session)

    for score in (2, 4):
        pulse.answer(session, cast.jo, row.id, score=score, word="", now=NOW)

    assert session.exec(select(PulseAnswer)).one().score == 4


def test_another_partners_person_cannot_answer(session: Session) -> None:
    cast, row = asked(session)

    with pytest.raises(Refusal):
        pulse.answer(session, cast.stranger, row.id, score=1, word="", now=NOW)


def test_both_sides_count_in_health_with_the_gap_between_them(session: Session) -> None:
    cast, row = asked(session)
    pulse.answer(session, cast.jo, row.id, score=2, word="", now=NOW)
    pulse.answer(session, cast.nadia, row.id, score=5, word="", now=NOW)

    [evidence] = gather(
        session, workspace_id=cast.workspace.id, partner_ids=[cast.partner.id], today=TODAY
    )
    measures = measures_of(evidence, TODAY)

    assert measures[Component.PULSE].raw == 3.5
    words = found_of(evidence, measures)[Component.PULSE].words
    assert words == "Answers: ours 5.0 of 5 (1), theirs 2.0 of 5 (1); 3.0 apart."


@pytest.mark.parametrize(("days", "counts"), [(100, True), (101, False)])
def test_an_answer_of_long_ago_counts_no_more(session: Session, days: int, counts: bool) -> None:
    cast, row = asked(session)
    pulse.answer(session, cast.jo, row.id, score=2, word="", now=NOW)
    today = TODAY + timedelta(days=days)

    [evidence] = gather(
        session, workspace_id=cast.workspace.id, partner_ids=[cast.partner.id], today=today
    )

    assert (Component.PULSE in measures_of(evidence, today)) is counts


def test_a_quarter_is_three_months_of_the_calendar() -> None:
    quarters = [quarter_of(date(2026, month, 28)) for month in range(1, 13)]

    assert quarters == [f"2026-Q{number}" for number in (1, 2, 3, 4) for _ in range(3)]


def test_home_offers_the_question_until_it_is_answered(session: Session) -> None:
    cast, row = asked(session)

    def waits() -> bool:
        desk = home.shared_desk_of(session, cast.jo, now=NOW)
        return desk is not None and desk.pulse == row.id

    assert waits()
    pulse.answer(session, cast.jo, row.id, score=3, word="", now=NOW)
    assert not waits()
