"""The ladder of late promises: owner, owner in the channel, the partner's owner, the sponsor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, InternalChannel, post_internal
from bot.flows import receivers
from bot.flows.receivers import NOBODY, Receivers
from bot.rules.commitments import working_days_late
from bot.rules.nudging import Step, ladder_step, may_nudge_person, send_key
from messages.internal import late as late_messages
from messages.internal.late import LateFacts
from storage import daily_facts, nudges
from storage import partners as partner_table
from storage.commitments import Commitment
from storage.nudges import Nudge
from storage.partners import ChannelKind, Partner
from storage.people import Person, Side

RULE = "late"
NO_SPONSOR = "no sponsor is named who can be written to"
ENOUGH = "they were told often enough already"
MUTED = "they do not want to hear of late promises now"
RUNGS = {step: f"{RULE}_{step}" for step in Step}
_RESTS = {"comment", "commented"}
_LOOK_BACK = timedelta(days=120)


def climb(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Take the rung that is due for each late promise, one a day; return how many.

    The channel's rung is written into the outbox; the others wait for the recipient's next
    daily message. Any answer starts the ladder anew, a comment only after a week.
    """
    nudges.lock(session, workspace_id=workspace_id)
    tomorrow = now.date() + timedelta(days=1)
    found = daily_facts.commitments_on_the_ladder(
        session,
        workspace_id=workspace_id,
        last=tomorrow,
        last_rung=RUNGS[Step.SPONSOR],
        now=now,
    )
    if not found:
        return 0
    climbing = _Climbing(
        session,
        receivers.load(session, workspace_id=workspace_id),
        daily_facts.partners_spoken_of(session, workspace_id=workspace_id),
        now,
    )
    history: dict[UUID, list[Nudge]] = {}
    for nudge in nudges.about(
        session,
        workspace_id=workspace_id,
        subject_ids=[one.id for one in found],
        since=now.date() - _LOOK_BACK,
    ):
        history.setdefault(nudge.subject_id, []).append(nudge)
    taken = [climbing.rung(one, history.get(one.id, [])) for one in found]
    rows = [one for one in taken if one is not None]
    nudges.record(session, rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Climbing:
    session: Session
    people: Receivers
    partners: dict[UUID, Partner]
    now: datetime

    def rung(self, promise: Commitment, history: Sequence[Nudge]) -> Nudge | None:
        """Return the nudge of the rung that is due; None when none is."""
        partner = self.partners.get(promise.partner_id)
        if partner is None:
            return None
        ours = promise.owner_id if promise.side is Side.OURS else None
        calendar = self.people.calendar(ours, partner.owner_id)
        today = calendar.local_date(self.now)
        days = working_days_late(promise.due_on, today, calendar)
        used = [one for one in history if one.rule in RUNGS.values() and one.acted_at is None]
        rest = timedelta(days=self.people.limits.same_fact_days)
        rests = any(one.action in _RESTS and one.local_on > today - rest for one in history)
        if rests or any(one.local_on >= today for one in used):
            return None
        step = ladder_step(days, len(used), limits=self.people.limits)
        if step is None:
            return None
        return self._take(step, promise, partner, used, today=today, days=days)

    def _take(
        self,
        step: Step,
        promise: Commitment,
        partner: Partner,
        used: Sequence[Nudge],
        *,
        today: date,
        days: int,
    ) -> Nudge:
        person, reason = self._receiver(step, promise, partner, used)
        outbox_id = None
        theirs = promise.side is Side.THEIRS
        why = late_messages.why(partner.name, promise.title, days_late=days, theirs=theirs)
        key = send_key(
            str(person.id if person else partner.id), RUNGS[step], str(promise.id), today
        )
        if person is not None and reason is None and step is Step.OWNER_NEW_DATE:
            outbox_id = self._in_channel(promise, partner, person, days=days, key=key, why=why)
        return Nudge(
            workspace_id=promise.workspace_id,
            key=key,
            rule=RUNGS[step],
            subject_kind="commitment",
            subject_id=promise.id,
            recipient_id=person.id if person else None,
            local_on=today,
            outbox_id=outbox_id,
            skipped_reason=f"{why}; not sent: {reason}" if reason else None,
            created_at=self.now,
        )

    def _receiver(
        self, step: Step, promise: Commitment, partner: Partner, used: Sequence[Nudge]
    ) -> tuple[Person | None, str | None]:
        """Return who hears of it, and why not where it is not said."""
        if step is Step.SPONSOR:
            person = self.people.named(partner.sponsor_id)
            missing = NO_SPONSOR
        else:
            # What the partner's own people owe is for our owner of the partner to ask about.
            by_owner = promise.side is Side.OURS and step is not Step.PARTNER_OWNER
            person = self.people.reach(promise.owner_id if by_owner else None, partner.owner_id)
            missing = NOBODY
        if person is None:
            return None, missing
        told = sum(one.recipient_id == person.id for one in used)
        if not may_nudge_person(told, limits=self.people.limits):
            return person, ENOUGH
        return person, MUTED if self.people.mutes(person, RULE, self.now) else None

    def _in_channel(
        self,
        promise: Commitment,
        partner: Partner,
        person: Person,
        *,
        days: int,
        key: str,
        why: str,
    ) -> UUID | None:
        """Write the channel's message; None where the partner has no internal channel."""
        channel = partner_table.channel_of(
            self.session,
            workspace_id=partner.workspace_id,
            partner_id=partner.id,
            kind=ChannelKind.INTERNAL,
        )
        if channel is None:
            return None
        owner = self.session.get(Person, promise.owner_id) if promise.owner_id else None
        facts = LateFacts(
            commitment_id=promise.id,
            title=promise.title,
            partner=partner.name,
            due_on=promise.due_on,
            days_late=days,
            theirs=promise.side is Side.THEIRS,
            asked=person.slack_user_id,
            promised_by=owner.name if owner and owner.id != person.id else None,
        )
        due = self.people.next_open(self.now, person.id)
        intent = Intent(
            workspace_id=partner.workspace_id,
            key=key,
            rule=RULE,
            why=why,
            now=self.now,
            due_at=due,
            expires_at=due + timedelta(hours=self.people.limits.channel_nudge_hours),
            subject=("commitment", promise.id),
        )
        return post_internal(
            self.session, late_messages.late(facts), InternalChannel(channel.id), intent=intent
        )
