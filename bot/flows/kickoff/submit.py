"""Finishing a kickoff: what was typed becomes goals, commitments, dated topics and a QBR."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.kickoff import disagreements, sponsor
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff import reminders as kickoff_reminders
from bot.flows.kickoff.holding import Held
from bot.flows.kickoff.page import has_shared_channel
from bot.flows.kickoff.people import person_of, promiser
from bot.flows.kickoff.reading import GoalRow, PromiseRow, Reading
from bot.flows.kickoff.summary import post_summary
from bot.flows.qbr import pack as qbr
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_fields import LAST_STEP, Cell, Fact, Plan, field, row_field
from storage.goals import Goal, GoalSide
from storage.kickoffs import KickoffState
from storage.people import Side

_CELLS = {
    "metric": Cell.METRIC,
    "target": Cell.TARGET,
    "due_on": Cell.DUE,
    "title": Cell.TITLE,
    "owner": Cell.OWNER,
}


@dataclass(frozen=True, slots=True)
class Finished:
    """What a submitted kickoff made; or, with ``errors``, the step that has to be put right."""

    held: Held
    goals: int = 0
    promises: int = 0
    unsettled: int = 0
    has_shared_channel: bool = False
    step: int = LAST_STEP
    errors: dict[str, str] | None = None


class RowRefusalError(Refusal):
    """A goal or commitment could not be made; ``block_id`` names its field."""


def submit(session: Session, actor: Actor, kickoff_id: UUID | None, *, now: datetime) -> Finished:
    """Make everything the kickoff says, and post its summary to the partner's channels.

    With a fault in any step nothing is made, and the first such step is named. Raises
    RowRefusalError for what only the ledger can tell, such as a goal that is there already;
    the caller's transaction is to be rolled back then.
    """
    held = kickoff.draft_of(session, actor, kickoff_id)
    steps = range(1, LAST_STEP + 1)
    readings = [kickoff.read(session, actor, held, step, now=now) for step in steps]
    for step, reading in enumerate(readings, start=1):
        if reading.errors:
            return Finished(held, step=step, errors=reading.errors)
    unsettled = _write_topics(session, actor, held, readings, now)
    made = _make_goals(session, actor, held, readings, now)
    promises = [row for reading in readings for row in reading.promises]
    for row in promises:
        _make_promise(session, actor, held, row, now)
    _write_plan(session, actor, held, readings[-1], now)
    held.kickoff.state = KickoffState.SUBMITTED
    held.kickoff.submitted_by, held.kickoff.submitted_at = actor.person_id, now
    session.add(held.kickoff)
    facts: dict[str, object] = {"goals": len(made), "commitments": len(promises)}
    kickoff_record.record(session, actor, held.kickoff, "kickoff.submitted", now, after=facts)
    session.flush()
    kickoff_reminders.settle(
        session, workspace_id=actor.workspace_id, subject_id=held.partner.id, now=now
    )
    post_summary(session, held, by=actor, now=now)
    return Finished(
        held, len(made), len(promises), unsettled, has_shared_channel(session, held.partner)
    )


def _write_topics(
    session: Session, actor: Actor, held: Held, readings: list[Reading], now: datetime
) -> int:
    """Write all ten topics and return how many still need settling."""
    rows = kickoff_record.topic_rows(session, held.kickoff)
    answers = [answer for reading in readings for answer in reading.answers]
    for answer in answers:
        row = rows[answer.topic]
        kickoff_record.write_answer(session, actor, row, answer, now=now)
        disagreements.follow_topic(session, row, partner_id=held.partner.id, actor=actor, now=now)
    waiting = {TopicState.OPEN, TopicState.DIFFERS}
    return sum(answer.state in waiting for answer in answers)


def _make_goals(
    session: Session, actor: Actor, held: Held, readings: list[Reading], now: datetime
) -> dict[int, Goal]:
    rows = [row for reading in readings for row in reading.goals]
    made = {row.number: _make_goal(session, actor, held, row, now) for row in rows}
    chosen = held.fields.get(field(Topic.K8, Fact.HEADLINE), "1")
    first = next(iter(made.values()), None)  # where the chosen row was left empty
    headline = made.get(int(chosen) if chosen.isdigit() else 1, first)
    if headline is not None:
        goals.set_headline(session, held.partner, headline, actor=actor, now=now)
    return made


def _make_goal(session: Session, actor: Actor, held: Held, row: GoalRow, now: datetime) -> Goal:
    owner = person_of(session, actor, row.owner)
    terms = goals.GoalTerms(
        metric=row.metric,
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        start_on=row.start_on,
        due_on=row.due_on,
        owner_id=owner.id if owner else None,
        side=GoalSide(row.side) if row.side in set(GoalSide) else GoalSide.JOINT,
    )
    try:
        return goals.create(
            session,
            held.partner,
            terms,
            actor=actor,
            now=now,
            agreed_ours_on=kickoff.today_of(actor, now),
            kickoff_id=held.kickoff.id,
        )
    except Refusal as refusal:
        raise _in_row(refusal, Topic.K2, row.number, Cell.METRIC) from refusal


def _make_promise(
    session: Session, actor: Actor, held: Held, row: PromiseRow, now: datetime
) -> None:
    """Make a commitment: ours stands from now on, theirs waits for their yes."""
    owner = promiser(
        session,
        actor,
        slack_user_id=row.owner,
        name=row.owner_name,
        is_ours=row.is_ours,
        partner_id=held.partner.id,
    )
    terms = commitments.CommitmentTerms(
        title=row.title,
        side=Side.OURS if row.is_ours else Side.THEIRS,
        due_on=row.due_on,
        owner_id=owner.id if owner else None,
        source="kickoff",
    )
    try:
        made = commitments.propose(
            session, held.partner, terms, actor=actor, now=now, kickoff_id=held.kickoff.id
        )
        if row.is_ours and made.state is CommitmentState.PROPOSED:
            commitments.accept(session, made, actor=actor, now=now)
    except Refusal as refusal:
        raise _in_row(refusal, row.topic, row.number, Cell.TITLE) from refusal


def _in_row(refusal: Refusal, topic: Topic, number: int, otherwise: Cell) -> RowRefusalError:
    cell = _CELLS.get(refusal.block_id or "", otherwise)
    return RowRefusalError(refusal.sentence, block_id=row_field(topic, number, cell))


def _write_plan(
    session: Session, actor: Actor, held: Held, reading: Reading, now: datetime
) -> None:
    """Keep rhythm and escalation sponsor with the partner, and plan the first QBR."""
    partner = held.partner
    rhythm = reading.text(Plan.RHYTHM)
    if rhythm:
        partner.rhythm = rhythm
    session.add(partner)
    sponsor.keep(session, actor, held.kickoff, partner, reading)
    first_qbr = reading.day(Plan.FIRST_QBR)
    if first_qbr is not None:
        try:
            qbr.set_date(session, actor, partner.id, first_qbr, now=now)
        except Refusal as refusal:
            raise RowRefusalError(refusal.sentence, block_id=Plan.FIRST_QBR) from refusal
