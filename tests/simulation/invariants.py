"""What must hold once all has come to rest: nothing lost, nothing silent, nobody forgotten."""

import logging
from datetime import timedelta
from threading import get_ident
from uuid import UUID

from slack_sdk.errors import SlackApiError
from sqlmodel import Session, col, select

from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Partner
from storage.people import Person
from tests.simulation.cast import Side_
from tests.simulation.client import Facts
from tests.simulation.deliveries import SILENT, Deliveries
from tests.simulation.faults import InjectedError
from tests.simulation.world import Slack

UNDER_WAY = {"accepted", "in_progress"}
KEPT = ("commitment", "goal", "partner")  # whose trail is replayed
LONG_LATE = timedelta(days=10)
LONGEST_WAIT = timedelta(days=12)  # a weekend, holidays and an absence in a row


class Invariants(Deliveries):
    """Watches from the first delivery to the end."""

    def begin(self, slack: Slack, sides: list[Side_]) -> None:
        """Know whom to watch, and how all stands at first."""
        super().begin(slack, sides)
        with self._database.across_workspaces.reading() as session:
            self._at_first = _standing(session)

    def at_end(self) -> None:
        """Check that everything ended somewhere, and is told of truly."""
        with self._database.across_workspaces.reading() as session:
            rows = list(session.exec(select(Outbox)))
            for row in rows:
                self._accounted(row)
            self._nudges_accounted(session, {row.id: row for row in rows})
            self._trail(session)
            self._nobody_forgotten(session)

    def _accounted(self, row: Outbox) -> None:
        found = len(self._by_key.get(str(row.id), ()))
        name = f"{row.rule} ({row.state}, {row.reason}) due {row.due_at}"
        if row.kind is OutboxKind.POST:
            if row.state is OutboxState.SENT and found == 0:
                self.wrong(f"lost: {name} says it was sent")
            if row.state not in {OutboxState.SENT, OutboxState.UNKNOWN} and found:
                self.wrong(f"{name} stands in Slack")
        waits = row.state is OutboxState.PENDING and row.due_at > self._clock.now()
        if row.state in {OutboxState.PENDING, OutboxState.SENDING} and not waits:
            self.wrong(f"silent: {name} never came to an end")
        if row.state not in {OutboxState.PENDING, OutboxState.SENT} and not row.reason:
            self.wrong(f"silent: {name} without a reason")
        if row.state is OutboxState.UNKNOWN and row.finished_at is None:
            self.wrong(f"silent: {name} was never looked for")

    def _nudges_accounted(self, session: Session, rows: dict[UUID, Outbox]) -> None:
        for one in session.exec(select(Nudge).where(col(Nudge.rule) != SNOOZE)):
            if one.outbox_id or one.skipped_reason or one.acted_at:
                continue
            if _is_off(session, one.recipient_id):
                continue
            if self._clock.now() - one.created_at > LONGEST_WAIT:
                self.wrong(f"silent: {one.rule} of {one.created_at} still waits for a morning")

    def _nobody_forgotten(self, session: Session) -> None:
        """Check that what has been late in peace for long was spoken of, or why it was not."""
        lately = self._clock.now() - LONG_LATE
        for row in session.exec(select(Commitment).where(col(Commitment.due_on) < lately.date())):
            partner = session.get_one(Partner, row.partner_id)
            off = _is_off(session, row.owner_id)
            if row.state not in UNDER_WAY or partner.stage in SILENT or off:
                continue
            acts = select(Audit.at).where(col(Audit.subject_id).in_([row.id, partner.id]))
            last = session.exec(acts.order_by(col(Audit.at).desc())).first()
            since = max(last or row.created_at, row.snoozed_until or row.created_at)
            told = select(Nudge.created_at).where(
                col(Nudge.subject_id) == row.id, col(Nudge.created_at) >= since
            )
            if since < lately and session.exec(told).first() is None:
                self.wrong(f"silent: {row.title}, late since {row.due_on}, was never spoken of")

    def _trail(self, session: Session) -> None:
        """Check that the audit trail, replayed from the first day, ends in what stands now."""
        replayed = self._at_first
        trail = select(Audit).where(col(Audit.subject_kind).in_(KEPT))
        for entry in session.exec(trail.order_by(col(Audit.at), col(Audit.id))):
            replayed.setdefault(entry.subject_id, {}).update(entry.after or {})
        for row_id, stands in _standing(session).items():
            said = {key: replayed.get(row_id, {}).get(key) for key in stands}
            if said != stands:
                self.wrong(f"the trail of {row_id} ends in {said}, but it is {stands}")


def _is_off(session: Session, person_id: UUID | None) -> bool:
    """Say whether somebody is away, or left out kinds of news for a while: all of it waits."""
    person = session.get(Person, person_id) if person_id else None
    return person is not None and (person.away_from is not None or bool(person.muted))


def _standing(session: Session) -> dict[UUID | None, Facts]:
    """Return how each promise, number and partner stands, in the words of the trail."""
    found: dict[UUID | None, Facts] = {}
    for promise in session.exec(select(Commitment)):
        dated = {"state": promise.state.value, "due_on": str(promise.due_on)}
        found[promise.id] = dated | {"owner": _text(promise.owner_id)}
    for goal in session.exec(select(Goal)):
        found[goal.id] = {"state": goal.state.value, "owner": _text(goal.owner_id)}
    for partner in session.exec(select(Partner)):
        found[partner.id] = {"stage": partner.stage.value, "owner": _text(partner.owner_id)}
    return found


def _text(found: UUID | None) -> str | None:
    return str(found) if found else None


class Complaints(logging.Handler):
    """Turns every error the bot logs into a violation, unless the simulation caused it.

    A life is lived in one thread; what others log is not of it, nor is what the garbage
    collector finds of an event loop: no life has one.
    """

    def __init__(self, invariants: Invariants) -> None:
        super().__init__(logging.ERROR)
        self._invariants = invariants
        self._thread = get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Note what the bot complained of."""
        if record.thread != self._thread or record.name == "asyncio":
            return
        error = record.exc_info[1] if record.exc_info else None
        injected = isinstance(error, SlackApiError) and error.response["injected"]
        if not injected and not isinstance(error, InjectedError | OSError):
            what = f"{type(error).__name__}: {error}" if error else ""
            self._invariants.wrong(f"the bot logged: {record.getMessage()} {what}".strip())
