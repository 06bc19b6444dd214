"""Reminders in the shared channel: by the yes of both, ours first, once a week, never directly."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.flows.partners import consents, pulse_asking
from bot.flows.partners import week as partner_week
from bot.rules.commitments import CommitmentState
from bot.rules.stages import Stage
from storage.audit import Audit
from storage.consents import Consent
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.people import Side
from tests.factories import NOW, make_commitment
from tests.kickoff.cast import Cast, cast_of, submitted

LATE = date(2026, 11, 18)
WEEK = timedelta(days=7)


def agreed_only(session: Session) -> Cast:
    """Return a cast in which both said yes."""
    cast = cast_of(session)
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)
    consents.give(session, cast.jo, cast.partner.id, now=NOW)
    return cast


def agreed(session: Session) -> Cast:
    """Return a cast in which both said yes, with one late promise a side."""
    cast = agreed_only(session)
    for side, title in ((Side.THEIRS, "Name two reps"), (Side.OURS, "Send the deck")):
        make_commitment(session, cast.partner, title=title, side=side, due_on=LATE)
    return cast


def weekly(session: Session) -> list[Outbox]:
    statement = select(Outbox).where(
        col(Outbox.rule) == partner_week.RULE, col(Outbox.kind) == OutboxKind.POST
    )
    return list(session.exec(statement.order_by(col(Outbox.id))))


def remind(session: Session, cast: Cast, *, after: timedelta = timedelta()) -> int:
    return partner_week.remind(session, workspace_id=cast.workspace.id, now=NOW + after)


def test_both_yeses_are_kept_with_who_and_when(session: Session) -> None:
    cast = cast_of(session)

    asked = consents.ask(session, cast.nadia, cast.partner.id, now=NOW)
    said = consents.give(session, cast.jo, cast.partner.id, now=NOW + WEEK)

    assert asked.facts.ours is not None
    assert asked.facts.theirs is None
    kept = {row.side: row for row in session.exec(select(Consent))}
    assert (kept[Side.OURS].given_by, kept[Side.OURS].given_at) == (cast.nadia.person_id, NOW)
    assert kept[Side.THEIRS].given_by == cast.jo.person_id
    assert "Jo March agreed for Acme" in said.text
    actions = [row.action for row in session.exec(select(Audit))]
    assert actions.count("consent.given") == 2


def test_ours_cannot_say_yes_for_them(session: Session) -> None:
    cast = cast_of(session)
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)

    with pytest.raises(Refusal, match="Acme's to answer"):
        consents.give(session, cast.nadia, cast.partner.id, now=NOW)


def test_another_partners_person_can_neither_agree_nor_stop(session: Session) -> None:
    cast = agreed(session)

    for act in (consents.give, consents.withdraw):
        with pytest.raises(Refusal):
            act(session, cast.stranger, cast.partner.id, now=NOW)


def test_without_a_shared_channel_there_is_nothing_to_agree_to(session: Session) -> None:
    cast = cast_of(session, shared=False)

    with pytest.raises(Refusal, match="no shared channel"):
        consents.ask(session, cast.nadia, cast.partner.id, now=NOW)


def test_ours_stand_before_theirs_in_the_shared_channel(session: Session) -> None:
    cast = agreed(session)

    assert remind(session, cast) == 1

    [post] = weekly(session)
    said = post.payload["text"]
    assert cast.shared is not None
    assert (post.channel_id, post.person_id) == (cast.shared.id, None)
    assert said.index("Send the deck") < said.index("Name two reps")
    assert "late" in said


def test_one_yes_is_not_enough(session: Session) -> None:
    cast = cast_of(session)
    make_commitment(session, cast.partner, side=Side.THEIRS, due_on=LATE)
    consents.ask(session, cast.nadia, cast.partner.id, now=NOW)

    assert remind(session, cast) == 0


def test_at_most_once_a_week(session: Session) -> None:
    cast = agreed(session)

    counts = [
        remind(session, cast, after=after)
        for after in (timedelta(), timedelta(hours=1), timedelta(days=6), WEEK)
    ]

    assert counts == [1, 0, 0, 1]


def test_one_nobody_could_post_is_too_old_after_the_workspaces_own_hours(session: Session) -> None:
    cast = agreed(session)
    cast.workspace.settings = {"channel_nudge_hours": "3"}
    session.flush()

    remind(session, cast)

    assert [row.expires_at for row in weekly(session)] == [NOW + timedelta(hours=3)]


@pytest.mark.parametrize("stage", [Stage.DORMANT, Stage.ENDED])
def test_a_partner_that_was_parked_or_ended_is_neither_reminded_nor_asked(
    session: Session, stage: Stage
) -> None:
    cast = agreed(session)
    cast.partner.stage = stage

    assert remind(session, cast) == 0
    assert pulse_asking.ask_due(session, workspace_id=cast.workspace.id, now=NOW) == 0


def test_nothing_theirs_is_waiting_and_nothing_is_said(session: Session) -> None:
    cast = agreed_only(session)
    make_commitment(session, cast.partner, side=Side.OURS, due_on=LATE)

    assert remind(session, cast) == 0


def test_what_was_asked_lately_is_left_to_be_answered(session: Session) -> None:
    cast = agreed_only(session)
    make_commitment(
        session,
        cast.partner,
        side=Side.THEIRS,
        due_on=date(2026, 12, 20),
        state=CommitmentState.PROPOSED,
    )

    assert [remind(session, cast, after=timedelta(days=days)) for days in (6, 7)] == [0, 1]


def test_not_at_night_where_the_partners_owner_is(session: Session) -> None:
    cast = agreed(session)

    assert remind(session, cast, after=timedelta(hours=10)) == 0


def test_an_unconfirmed_half_is_named_with_its_age_from_a_week_on(session: Session) -> None:
    cast = agreed_only(session)
    submitted(session, cast)

    counts = [remind(session, cast, after=timedelta(days=days)) for days in (6, 7)]
    for row in weekly(session):
        row.state = OutboxState.SKIPPED
    remind(session, cast, after=timedelta(days=12))

    assert counts == [0, 1]
    first, post = weekly(session)
    assert "not confirmed for 7 days" in first.payload["text"]
    assert "not confirmed for 12 days" in post.payload["text"]


@pytest.mark.parametrize("side", list(Side))
def test_either_side_stops_them_at_once_also_one_already_written(
    session: Session, side: Side
) -> None:
    cast = agreed(session)
    remind(session, cast)
    actor = cast.nadia if side is Side.OURS else cast.jo

    said = consents.withdraw(session, actor, cast.partner.id, now=NOW)

    [post] = weekly(session)
    session.refresh(post)
    assert post.state is OutboxState.SKIPPED
    assert "None go out from now on" in said.text
    assert remind(session, cast, after=WEEK) == 0


def test_what_is_answered_changes_its_line_and_leaves_the_others(session: Session) -> None:
    cast = agreed(session)
    other = make_commitment(
        session, cast.partner, title="Book a room", side=Side.THEIRS, due_on=LATE
    )
    remind(session, cast)
    [post] = weekly(session)
    post.state, post.slack_channel_id, post.slack_ts = OutboxState.SENT, "C1", "1.1"
    session.add(post)
    session.flush()

    commitments.done(session, other, actor=cast.jo, now=NOW)

    assert other.state is CommitmentState.DONE
    rewritten = session.exec(select(Outbox).where(col(Outbox.updates_id) == post.id)).one()
    said = rewritten.payload["text"]
    assert "Name two reps" in said
    assert "*Book a room* (nobody yet), due Wed 18 Nov 2026: done by Jo March" in said


def test_an_older_rewrite_never_covers_what_was_pressed_since(session: Session) -> None:
    cast = agreed(session)
    first, other = (
        make_commitment(session, cast.partner, title=title, side=Side.THEIRS, due_on=LATE)
        for title in ("Book a room", "Order lunch")
    )
    remind(session, cast)
    [post] = weekly(session)
    post.state, post.slack_channel_id, post.slack_ts = OutboxState.SENT, "C1", "1.1"
    session.add(post)
    session.flush()
    commitments.done(session, first, actor=cast.nadia, now=NOW)

    commitments.done(session, other, actor=cast.jo, now=NOW, clicked=("C1", "1.1"))

    rewritten = session.exec(select(Outbox).where(col(Outbox.updates_id) == post.id)).one()
    session.refresh(rewritten)
    assert rewritten.state is OutboxState.SKIPPED
