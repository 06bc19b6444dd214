"""What must hold once all has come to rest: nothing lost, nothing silent, nobody forgotten."""

import logging
from collections import defaultdict
from datetime import timedelta
from uuid import UUID

from slack_sdk.errors import SlackApiError
from sqlmodel import Session, col, select

from storage.audit import Audit
from storage.commitments import Commitment
from storage.nudges import SNOOZE, Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Partner
from storage.people import Person
from tests.simulation.client import Facts
from tests.simulation.deliveries import SILENT, Deliveries
from tests.simulation.faults import InjectedError

UNDER_WAY = {"accepted", "in_progress"}
LONG_LATE = timedelta(days=10)
LONGEST_WAIT = timedelta(days=12)  # a weekend, holidays and an absence in a row


class Invariants(Deliveries):
    """Watches from the first delivery to the end."""

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
            if self._clock.now() - one.created_at > LONGEST_WAIT:
                self.wrong(f"silent: {one.rule} of {one.created_at} still waits for a morning")

    def _nobody_forgotten(self, session: Session) -> None:
        """Check that what has been late in peace for long was spoken of, or why it was not."""
        lately = self._clock.now() - LONG_LATE
        for row in session.exec(select(Commitment).where(col(Commitment.due_on) < lately.date())):
            partner = session.get_one(Partner, row.partner_id)
            owner = session.get(Person, row.owner_id) if row.owner_id else None
            off = owner is not None and (owner.away_from is not None or bool(owner.muted))
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
        """Check that the audit trail, replayed, ends in the state each commitment is in."""
        replayed: dict[UUID | None, Facts] = defaultdict(dict)
        trail = select(Audit).where(col(Audit.subject_kind) == "commitment")
        for entry in session.exec(trail.order_by(col(Audit.at), col(Audit.id))):
            replayed[entry.subject_id] |= entry.after or {}
        for row in session.exec(select(Commitment)):
            owner = str(row.owner_id) if row.owner_id else None
            stands = {"state": row.state.value, "due_on": str(row.due_on), "owner": owner}
            said = {key: replayed[row.id].get(key, value) for key, value in stands.items()}
            if said != stands:
                self.wrong(f"the trail of {row.title} ends in {said}, but it is {stands}")


class Complaints(logging.Handler):
    """Turns every error the bot logs into a violation, unless the simulation caused it."""

    def __init__(self, invariants: Invariants) -> None:
        super().__init__(logging.ERROR)
        self._invariants = invariants

    def emit(self, record: logging.LogRecord) -> None:
        """Note what the bot complained of."""
        error = record.exc_info[1] if record.exc_info else None
        injected = isinstance(error, SlackApiError) and error.response["injected"]
        if not injected and not isinstance(error, InjectedError | OSError):
            what = f"{type(error).__name__}: {error}" if error else ""
            self._invariants.wrong(f"the bot logged: {record.getMessage()} {what}".strip())
