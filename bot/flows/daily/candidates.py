"""What could stand in somebody's daily message, and what of it is news to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.flows.commitments.rungs import RULE as LATE
from bot.flows.nudges.receivers import Receivers
from bot.rules.commitments import due_soon, is_late
from bot.rules.endings import Ending
from bot.rules.nudging import send_key
from bot.rules.pace import Band
from bot.rules.working_calendar import ONE_DAY
from storage import daily_facts, nudges
from storage.commitments import Commitment
from storage.nudges import SNOOZE, Nudge
from storage.people import Person, Side

DUE_SOON = "due_soon"
STILL_LATE = "late_still"  # said once a week beside the ladder and after it
BLOCKED = "blocked"
PACE = "pace"
OVER = "over"
QUIET = "quiet"
QBR = "qbr"
OVER_LATELY = timedelta(days=30)  # what ended before that, such as an import's, is history
FORGOTTEN = timedelta(days=365)  # after a year of silence nobody is reminded any more
BAD_BANDS = (Band.AT_RISK, Band.OFF_TRACK, Band.MISSED)
_SAME = {f"{PACE}_{band}": f"slip_{band}" for band in BAD_BANDS}
# A closed goal stands among what may be said only once somebody took that back.
_COMES_BACK = {"snoozed", "moved", "reopened", "unblocked"} | {each.answer for each in Ending}
_FAR = timedelta(days=100)  # no due-soon span of working days reaches further than this


@dataclass(frozen=True, slots=True)
class Candidates:
    """Asks for what could be said to whom; every fact comes as a nudge that is not kept yet."""

    session: Session
    workspace_id: UUID
    people: Receivers
    now: datetime

    def all(self) -> Iterator[Nudge]:
        """Yield every fact, whether it was said lately or not."""
        spoken_of = daily_facts.partners_spoken_of(self.session, workspace_id=self.workspace_id)
        owners = {partner.id: partner.owner_id for partner in spoken_of.values()}
        yield from self._commitments(owners)
        yield from self._goals(owners)
        yield from self._goals_over(owners)
        yield from self._quiet(owners)
        yield from self._qbrs(owners)

    def news(self) -> Iterator[Nudge]:
        """Yield the facts their receiver has not heard within a week, and wants to hear of."""
        found = [one for one in self.all() if not self._muted(one)]
        heard = nudges.about(
            self.session,
            workspace_id=self.workspace_id,
            subject_ids={one.subject_id for one in found},
            since=self.now.date() - self._rest - ONE_DAY,
        )
        by_subject: dict[UUID, list[Nudge]] = {}
        for nudge in heard:
            by_subject.setdefault(nudge.subject_id, []).append(nudge)
        for one in found:
            if not any(_said(old, one, self._rest) for old in by_subject.get(one.subject_id, [])):
                yield one

    @property
    def _rest(self) -> timedelta:
        return timedelta(days=self.people.limits.same_fact_days)

    def _commitments(self, owners: dict[UUID, UUID | None]) -> Iterator[Nudge]:
        today = self.now.date()
        open_ones = daily_facts.commitments_due(
            self.session, workspace_id=self.workspace_id, last=today + _FAR, now=self.now
        )
        for promise in open_ones:
            if promise.partner_id in owners:
                yield from self._promise(promise, owners[promise.partner_id])
        for promise in daily_facts.commitments_blocked(
            self.session,
            workspace_id=self.workspace_id,
            by=today + ONE_DAY - self._rest,
            now=self.now,
        ):
            if promise.partner_id in owners:
                yield from self._blocked(promise, owners[promise.partner_id])

    def _promise(self, promise: Commitment, partner_owner: UUID | None) -> Iterator[Nudge]:
        chain = self._chain(promise, partner_owner)
        calendar = self.people.calendar(*chain)
        today = calendar.local_date(self.now)
        if due_soon(promise.state, promise.due_on, today, calendar, limits=self.people.limits):
            yield self._nudge(DUE_SOON, ("commitment", promise.id), *chain)
        elif is_late(promise.state, promise.due_on, today):
            yield self._nudge(STILL_LATE, ("commitment", promise.id), *chain)

    def _blocked(self, promise: Commitment, partner_owner: UUID | None) -> Iterator[Nudge]:
        chain = self._chain(promise, partner_owner)
        day = self.people.today(self.now, *chain) - self._rest
        if promise.blocked_on is not None and promise.blocked_on <= day:
            yield self._nudge(BLOCKED, ("commitment", promise.id), *chain)

    def _goals(self, owners: dict[UUID, UUID | None]) -> Iterator[Nudge]:
        for goal in daily_facts.goals_in(
            self.session, workspace_id=self.workspace_id, bands=BAD_BANDS
        ):
            chain = (goal.owner_id, owners.get(goal.partner_id))
            # What is over is asked about once, below, and not every week for ever.
            if goal.partner_id in owners and goal.due_on >= self.people.today(self.now, *chain):
                yield self._nudge(f"{PACE}_{goal.band}", ("goal", goal.id), *chain)

    def _goals_over(self, owners: dict[UUID, UUID | None]) -> Iterator[Nudge]:
        today = self.now.date()
        for goal in daily_facts.goals_over(
            self.session,
            workspace_id=self.workspace_id,
            first=today - OVER_LATELY,
            last=today,
            asked=OVER,
        ):
            chain = (goal.owner_id, owners.get(goal.partner_id))
            if goal.partner_id in owners and goal.due_on < self.people.today(self.now, *chain):
                yield self._nudge(OVER, ("goal", goal.id), *chain)

    def _quiet(self, owners: dict[UUID, UUID | None]) -> Iterator[Nudge]:
        today, quiet = self.now.date(), timedelta(days=self.people.limits.quiet_days)
        for touch in daily_facts.last_touches(
            self.session,
            workspace_id=self.workspace_id,
            quiet_since=today + ONE_DAY - quiet,
            known_since=today - ONE_DAY - FORGOTTEN,
        ):
            owner_id = owners.get(touch.partner_id)
            silence = self.people.today(self.now, owner_id) - touch.happened_on
            if touch.partner_id in owners and quiet <= silence <= FORGOTTEN:
                yield self._nudge(QUIET, ("touch", touch.id), owner_id)

    def _qbrs(self, owners: dict[UUID, UUID | None]) -> Iterator[Nudge]:
        today, near = self.now.date(), timedelta(days=self.people.limits.qbr_chase_days)
        for qbr in daily_facts.qbrs_near(
            self.session,
            workspace_id=self.workspace_id,
            first=today - ONE_DAY,
            last=today + ONE_DAY + near,
        ):
            owner_id = owners.get(qbr.partner_id)
            ahead = qbr.held_on - self.people.today(self.now, owner_id)
            if qbr.partner_id in owners and timedelta() <= ahead <= near:
                yield self._nudge(QBR, ("qbr", qbr.id), owner_id)

    def _muted(self, one: Nudge) -> bool:
        person = self.people.named(one.recipient_id)
        return person is not None and self.people.mutes(person, one.rule, self.now)

    @staticmethod
    def _chain(promise: Commitment, partner_owner: UUID | None) -> Sequence[UUID | None]:
        # What the partner's own people owe is for our owner of the partner to see.
        ours = promise.side is Side.OURS
        return (promise.owner_id, partner_owner) if ours else (partner_owner,)

    def _nudge(self, rule: str, subject: tuple[str, UUID], *chain: UUID | None) -> Nudge:
        person: Person | None = self.people.reach(*chain)
        today: date = self.people.today(self.now, person.id if person else None)
        place = str(person.id if person else self.workspace_id)
        return Nudge(
            workspace_id=self.workspace_id,
            key=send_key(place, rule, str(subject[1]), today),
            rule=rule,
            subject_kind=subject[0],
            subject_id=subject[1],
            recipient_id=person.id if person else None,
            local_on=today,
            created_at=self.now,
        )


def _said(old: Nudge, new: Nudge, rest: timedelta) -> bool:
    """Say whether ``old`` told the same person the same, or somebody put it off."""
    if old.rule == SNOOZE:
        return old.acted_at is None
    if old.skipped_reason is not None or old.recipient_id != new.recipient_id:
        return False
    same = old.rule in {new.rule, _SAME.get(new.rule)} or (
        # The ladder speaks first; what it said within the week is not said again.
        new.rule == STILL_LATE and old.rule.startswith(LATE)
    )
    lately = old.local_on > new.local_on - rest
    return same and lately and old.action not in _COMES_BACK
