"""One rung of the ladder: who hears of a late promise there, in which words, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import Intent, InternalChannel, post_internal
from bot.flows.nudges import channel_day
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.rules.nudging import Step, may_nudge_person, send_key
from messages.internal import late as late_messages
from messages.internal.late import LateFacts
from storage import partners as partner_table
from storage.ladder import Late, Said
from storage.nudges import Nudge
from storage.partners import ChannelKind
from storage.people import Person, Side

RULE = "late"
RUNGS = {step: f"{RULE}_{step}" for step in Step}
NO_SPONSOR = "no sponsor is named who can be written to"
ENOUGH = "they were told often enough already"
MUTED = "they do not want to hear of late promises now"


@dataclass(frozen=True, slots=True)
class Rung:
    """A step that is due for a promise, so many working days late on its owner's ``today``.

    ``used`` is what was said on the rungs below.
    """

    step: Step
    promise: Late
    used: Sequence[Said]
    today: date
    days: int
    people: Receivers
    now: datetime

    def take(self, session: Session, workspace_id: UUID) -> Nudge:
        """Write it down; the channel's rung goes into the outbox, the others wait for a morning."""
        promise = self.promise
        person, reason = self._receiver()
        theirs = promise.side is Side.THEIRS
        why = late_messages.why(promise.partner, promise.title, days_late=self.days, theirs=theirs)
        place = str(person.id if person else promise.partner_id)
        nudge = Nudge(
            workspace_id=workspace_id,
            key=send_key(place, RUNGS[self.step], str(promise.id), self.today),
            rule=RUNGS[self.step],
            subject_kind="commitment",
            subject_id=promise.id,
            recipient_id=person.id if person else None,
            local_on=self.today,
            skipped_reason=f"{why}; not sent: {reason}" if reason else None,
            created_at=self.now,
        )
        if person is not None and reason is None and self.step is Step.OWNER_NEW_DATE:
            nudge.outbox_id = self._in_channel(session, nudge, person, why=why)
        return nudge

    def _receiver(self) -> tuple[Person | None, str | None]:
        """Return who hears of it, and why not where it is not said."""
        promise, people = self.promise, self.people
        if self.step is Step.SPONSOR:
            person, missing = people.named(promise.sponsor_id), NO_SPONSOR
        else:
            # What the partner's own people owe is for our owner of the partner to ask about.
            by_owner = promise.side is Side.OURS and self.step is not Step.PARTNER_OWNER
            owner_id = promise.owner_id if by_owner else None
            person, missing = people.reach(owner_id, promise.partner_owner_id), NOBODY
        if person is None:
            return None, missing
        told = sum(one.recipient_id == person.id for one in self.used)
        if not may_nudge_person(told, limits=people.limits):
            return person, ENOUGH
        return person, MUTED if people.mutes(person, RULE, self.now) else None

    def _in_channel(
        self, session: Session, nudge: Nudge, person: Person, *, why: str
    ) -> UUID | None:
        """Write the channel's message, in the thread of the day's first one.

        None where the partner has no internal channel.
        """
        promise = self.promise
        channel = partner_table.channel_of(
            session,
            workspace_id=nudge.workspace_id,
            partner_id=promise.partner_id,
            kind=ChannelKind.INTERNAL,
        )
        if channel is None:
            return None
        due = self.people.next_open(self.now, person.id)
        days = self.people.calendar(promise.partner_owner_id)
        first = channel_day.first(session, channel.id, days, due=due)
        if first is not None:
            due = self.people.next_open(max(due, first.due_at), person.id)
        intent = Intent(
            workspace_id=nudge.workspace_id,
            key=nudge.key,
            rule=RULE,
            why=why,
            now=self.now,
            due_at=due,
            expires_at=due + timedelta(hours=self.people.limits.channel_nudge_hours),
            subject=("commitment", promise.id),
            thread=first.id if first else None,
        )
        message = late_messages.late(self._facts(session, person))
        return post_internal(session, message, InternalChannel(channel.id), intent=intent)

    def _facts(self, session: Session, person: Person) -> LateFacts:
        promise = self.promise
        owner = session.get(Person, promise.owner_id) if promise.owner_id else None
        return LateFacts(
            commitment_id=promise.id,
            title=promise.title,
            partner=promise.partner,
            due_on=promise.due_on,
            days_late=self.days,
            theirs=promise.side is Side.THEIRS,
            asked=person.slack_user_id,
            promised_by=owner.name if owner and owner.id != person.id else None,
        )
