"""The lines of daily messages: each nudge as its subject stands now."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.daily.candidates import OVER
from bot.flows.goals.judging import facts_of, judge_goal
from bot.flows.goals.reading_asks import ASK, ASK_UNANSWERED
from bot.flows.goals.slips import AGREE
from bot.flows.kickoff import lines as kickoff_lines
from bot.flows.nudges import answered
from bot.flows.nudges.receivers import Receivers
from bot.flows.partners.awake import AWAKE, awake_line
from bot.rules.commitments import CommitmentState, working_days_late
from bot.rules.nudging import DigestSection
from messages.internal import daily
from messages.internal.daily import DailyLine
from messages.internal.daily_buttons import Topic
from messages.render import day
from storage import goal_sweep, people
from storage.columns import Scoped
from storage.commitments import Commitment
from storage.goal_sweep import SweptGoal
from storage.nudges import Nudge
from storage.partners import Partner, Touch
from storage.people import Side
from storage.qbrs import Qbr

Subject = TypeVar("Subject", bound=Scoped)
_CHUNK = 500
_TOPICS = {ASK: Topic.ASK, ASK_UNANSWERED: Topic.ASK, AGREE: Topic.AGREE, OVER: Topic.OVER}


class Lines:
    """Turns nudges into lines; everything they speak of is read at once.

    A nudge whose subject is gone gives no line, nor does a number that cannot be judged.
    """

    def __init__(
        self, session: Session, told: Sequence[Nudge], people: Receivers, now: datetime
    ) -> None:
        self._session = session
        self._people = people
        self._now = now
        self._commitments = _by_id(session, Commitment, told, "commitment")
        self._touches = _by_id(session, Touch, told, "touch")
        self._qbrs = _by_id(session, Qbr, told, "qbr")
        self._goals: dict[UUID, SweptGoal] = {}
        goal_ids = list({one.subject_id for one in told if one.subject_kind == "goal"})
        for start in range(0, len(goal_ids), _CHUNK):
            for goal in goal_sweep.of_ids(
                session,
                workspace_id=told[0].workspace_id,
                goal_ids=goal_ids[start : start + _CHUNK],
            ):
                self._goals[goal.id] = goal
        self._partners = self._partners_of()
        self._names = self._owner_names(told)

    def line(self, nudge: Nudge) -> DailyLine | None:
        """Return the nudge's line, saying how it was answered if it was."""
        promise = self._commitments.get(nudge.subject_id)
        if promise is not None:
            return self._promise(nudge, promise)
        goal = self._goals.get(nudge.subject_id)
        if goal is not None:
            return self._goal(nudge, goal)
        touch = self._touches.get(nudge.subject_id)
        if touch is not None:
            return self._quiet(touch)
        qbr = self._qbrs.get(nudge.subject_id)
        if qbr is not None:
            return self._qbr(qbr)
        if nudge.rule in kickoff_lines.RULES:
            return kickoff_lines.line(self._session, nudge, self._people, self._now)
        return awake_line(self._session, nudge) if nudge.rule == AWAKE else None

    def partner_name(self, partner_id: UUID) -> str:
        """Return the partner's name."""
        partner = self._partners.get(partner_id)
        return partner.name if partner else "a partner"

    def _promise(self, nudge: Nudge, promise: Commitment) -> DailyLine:
        theirs = promise.side is Side.THEIRS
        partner = self._partners.get(promise.partner_id)
        chain = (None if theirs else promise.owner_id, partner.owner_id if partner else None)
        calendar = self._people.calendar(*chain)
        today = calendar.local_date(self._now)
        late = working_days_late(promise.due_on, today, calendar)
        own = promise.owner_id == nudge.recipient_id
        note = str(day(promise.due_on)) if nudge.action == "moved" else None
        return DailyLine(
            section=DigestSection.THEY_OWE if theirs else DigestSection.WE_OWE,
            subject=str(promise.id),
            urgency=late,
            due_on=promise.due_on,
            topic=Topic.COMMITMENT,
            said=daily.commitment_line(
                title=promise.title,
                partner=self.partner_name(promise.partner_id),
                due_on=promise.due_on,
                days_late=late,
                theirs=theirs,
                owner=None if own else self._names.get(promise.owner_id or promise.id),
                blocked=_blocked(promise),
                test_of_done=promise.test_of_done,
            ),
            settled=answered.line(self._session, nudge, promise.title, note),
            partner_id=promise.partner_id,
        )

    def _goal(self, nudge: Nudge, goal: SweptGoal) -> DailyLine | None:
        partner = self._partners.get(goal.partner_id)
        calendar = self._people.calendar(goal.owner_id, partner.owner_id if partner else None)
        today = calendar.local_date(self._now)
        try:
            judged = judge_goal(goal, today, calendar, self._people.limits)
        except ValueError:
            return None  # the sweep says once a day which goal cannot be judged
        facts = facts_of(goal, judged)
        name = self.partner_name(goal.partner_id)
        asks = nudge.rule in {ASK, ASK_UNANSWERED}
        is_over = nudge.rule == OVER
        if is_over:
            said = daily.over_line(name, facts)
        elif asks:
            asked = self._names.get(goal.owner_id) if goal.owner_id else None
            others = asked if nudge.rule == ASK_UNANSWERED else None
            said = daily.ask_line(name, facts, nobody_answers=others)
        else:
            said = daily.pace_line(name, facts)
        return DailyLine(
            section=DigestSection.GOALS_OVER if is_over else DigestSection.OFF_PACE,
            subject=str(goal.id),
            urgency=0 if asks else 1,
            due_on=goal.due_on,
            topic=_TOPICS.get(nudge.rule, Topic.GOAL),
            said=said,
            settled=answered.line(self._session, nudge, f"{name}: {goal.metric}"),
            partner_id=goal.partner_id,
        )

    def _quiet(self, touch: Touch) -> DailyLine:
        days = (self._today(touch.partner_id) - touch.happened_on).days
        return DailyLine(
            section=DigestSection.GONE_QUIET,
            subject=str(touch.id),
            urgency=days,
            topic=Topic.QUIET,
            said=daily.quiet_line(
                self.partner_name(touch.partner_id), touch.contact, touch.happened_on, days
            ),
            partner_id=touch.partner_id,
        )

    def _qbr(self, qbr: Qbr) -> DailyLine:
        days = max((qbr.held_on - self._today(qbr.partner_id)).days, 0)
        return DailyLine(
            section=DigestSection.QBR_NEAR,
            subject=str(qbr.id),
            due_on=qbr.held_on,
            topic=Topic.QBR,
            said=daily.qbr_line(self.partner_name(qbr.partner_id), qbr.held_on, days),
            partner_id=qbr.partner_id,
        )

    def _today(self, partner_id: UUID) -> date:
        """Return the day it is where the partner's owner is."""
        partner = self._partners.get(partner_id)
        return self._people.today(self._now, partner.owner_id if partner else None)

    def _partners_of(self) -> dict[UUID, Partner]:
        wanted = {promise.partner_id for promise in self._commitments.values()}
        wanted |= {touch.partner_id for touch in self._touches.values()}
        wanted |= {qbr.partner_id for qbr in self._qbrs.values()}
        wanted |= {goal.partner_id for goal in self._goals.values()}
        return _chunked(self._session, Partner, wanted)

    def _owner_names(self, told: Sequence[Nudge]) -> dict[UUID, str]:
        owners = {one.owner_id for one in self._commitments.values()}
        owners |= {goal.owner_id for goal in self._goals.values()}
        if not told:
            return {}
        found = people.of_ids(self._session, workspace_id=told[0].workspace_id, person_ids=owners)
        return {person_id: person.name for person_id, person in found.items()}


def _blocked(promise: Commitment) -> str | None:
    if promise.state is not CommitmentState.BLOCKED:
        return None
    since = f" since {day(promise.blocked_on)}" if promise.blocked_on else ""
    by = f", {promise.unblocker} can clear it" if promise.unblocker else ""
    return f"{promise.blocked_kind or 'no reason given'}{since}{by}"


def _by_id(
    session: Session, table: type[Subject], told: Iterable[Nudge], kind: str
) -> dict[UUID, Subject]:
    return _chunked(session, table, {one.subject_id for one in told if one.subject_kind == kind})


def _chunked(session: Session, table: type[Subject], ids: set[UUID]) -> dict[UUID, Subject]:
    wanted = list(ids)
    found: dict[UUID, Subject] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = select(table).where(col(table.id).in_(wanted[start : start + _CHUNK]))
        found |= {row.id: row for row in session.exec(statement)}
    return found
