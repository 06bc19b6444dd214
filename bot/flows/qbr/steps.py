"""What the bot does around a QBR, step by step: docs/decisions/0003-qbr-week-before.md."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import (
    InsideDM,
    Intent,
    InternalChannel,
    SharedChannel,
    post_internal,
    post_shared,
)
from bot.flows.nudges.receivers import NOBODY, Receivers
from bot.flows.qbr.chase import chase
from bot.flows.qbr.pack import STAMPS, pack_of
from bot.rules.nudging import send_key
from bot.rules.qbr import QbrStep, last_day_of_use, qbr_step
from bot.rules.stages import SILENT_STAGES
from bot.rules.working_calendar import ONE_DAY
from messages.audience import InternalMessage, SharedMessage
from messages.internal import qbr as internal
from messages.render import plain
from messages.shared import qbr as shared
from storage import audit, nudges, partners
from storage.nudges import Nudge
from storage.partners import ChannelKind, Partner
from storage.people import Person
from storage.qbrs import Qbr


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of one review, and who hears of it; ``due_at`` is never in their quiet hours."""

    session: Session
    qbr: Qbr
    partner: Partner
    step: QbrStep
    owner: Person | None
    people: Receivers
    today: date
    now: datetime
    due_at: datetime


def due_step(qbr: Qbr, partner: Partner, *, people: Receivers, now: datetime) -> QbrStep | None:
    """Return the review's step of the day, unless it is taken; parked partners have none."""
    if qbr.called_off_at is not None or partner.stage in SILENT_STAGES:
        return None
    calendar = people.calendar(partner.owner_id)
    done = [step for step, stamp in STAMPS.items() if getattr(qbr, stamp) is not None]
    return qbr_step(
        qbr.held_on, calendar.local_date(now), done=done, calendar=calendar, limits=people.limits
    )


def take_step(
    session: Session, qbr: Qbr, partner: Partner, *, people: Receivers, now: datetime
) -> bool:
    """Take the review's step of the day, if one is due; say whether one was.

    It is stamped in the same transaction, so nobody takes it twice.
    """
    step = due_step(qbr, partner, people=people, now=now)
    if step is None:
        return False
    calendar = people.calendar(partner.owner_id)
    today = calendar.local_date(now)
    owner = people.reach(partner.owner_id)
    # Whoever is told instead of a missing owner keeps other hours.
    due_at = (people.calendar(owner.id) if owner else calendar).next_open(
        now, people.limits.day_closes, people.limits.day_opens
    )
    _TAKE[step](_Step(session, qbr, partner, step, owner, people, today, now, due_at))
    setattr(qbr, STAMPS[step], now)
    session.add(qbr)
    audit.record(
        session,
        workspace_id=qbr.workspace_id,
        now=now,
        actor="bot",
        action=f"qbr.{step.value}",
        subject=("qbr", qbr.id),
    )
    return True


def _chase(at: _Step) -> None:
    """Put an ask for each missing number into its owner's next daily message."""
    chase(at.session, at.partner, people=at.people, today=at.today, now=at.now)


def _draft(at: _Step) -> None:
    """Bring the pack to the owner and the summary to the channels, each in its rendering."""
    pack = pack_of(at.session, at.partner, held_on=at.qbr.held_on, now=at.now)
    if at.owner is not None:
        _post_internal(at, internal.qbr_pack(pack), InsideDM(at.owner.id), "qbr_pack")
    ours = _channel(at, ChannelKind.INTERNAL)
    if ours is not None:
        _post_internal(at, internal.qbr_summary(pack), InternalChannel(ours), "qbr_summary")
    theirs = _channel(at, ChannelKind.SHARED)
    if theirs is not None:
        _post_shared(at, shared.qbr_page(pack.page), SharedChannel(theirs), "qbr_page")
    if at.owner is None and ours is None and theirs is None:
        _note_skipped(at)


def _remind(at: _Step) -> None:
    """Say in both channels what is still open; a page that is not there yet comes first.

    Without a channel of ours, as when it was paused since, the owner hears of it.
    """
    if at.qbr.drafted_at is None:
        _draft(at)
        return
    pack = pack_of(at.session, at.partner, held_on=at.qbr.held_on, now=at.now)
    ours = _channel(at, ChannelKind.INTERNAL)
    if ours is not None:
        _post_internal(at, internal.qbr_reminder(pack), InternalChannel(ours), "qbr_reminder")
    elif at.owner is not None:
        _post_internal(at, internal.qbr_reminder(pack), InsideDM(at.owner.id), "qbr_reminder")
    theirs = _channel(at, ChannelKind.SHARED)
    if theirs is not None:
        _post_shared(at, shared.qbr_reminder(pack.page), SharedChannel(theirs), "qbr_reminder")


def _follow_up(at: _Step) -> None:
    """Ask for the new promises: in our own channel, else the owner."""
    ours = _channel(at, ChannelKind.INTERNAL)
    if ours is None and at.owner is None:
        _note_skipped(at)
        return
    message = internal.qbr_followup(
        at.partner.name,
        at.partner.id,
        at.qbr.held_on,
        owner=at.owner.slack_user_id if at.owner and ours is not None else None,
    )
    if ours is not None:
        _post_internal(at, message, InternalChannel(ours), "qbr_followup")
    elif at.owner is not None:
        _post_internal(at, message, InsideDM(at.owner.id), "qbr_followup")


_TAKE = {
    QbrStep.CHASE: _chase,
    QbrStep.DRAFT: _draft,
    QbrStep.SUMMARY: _remind,
    QbrStep.FOLLOWUP: _follow_up,
}
_WHY = {
    QbrStep.DRAFT: "is coming up",
    QbrStep.SUMMARY: "is near",
    QbrStep.FOLLOWUP: "is over, and its promises are not written down yet",
}


def _post_internal(
    at: _Step, message: InternalMessage, to: InternalChannel | InsideDM, rule: str
) -> None:
    place = to.channel_id if isinstance(to, InternalChannel) else to.person_id
    post_internal(at.session, message, to, intent=_intent(at, rule, str(place)))


def _post_shared(at: _Step, message: SharedMessage, to: SharedChannel, rule: str) -> None:
    post_shared(at.session, message, to, intent=_intent(at, rule, str(to.channel_id)))


def _intent(at: _Step, rule: str, place: str) -> Intent:
    calendar, limits = at.people.calendar(at.partner.owner_id), at.people.limits
    last_day = last_day_of_use(at.step, at.qbr.held_on, calendar, limits=limits)
    return Intent(
        workspace_id=at.qbr.workspace_id,
        key=send_key(place, rule, _edition(at.qbr), at.qbr.held_on),
        rule=rule,
        why=f"The review with {plain(at.partner.name)} on {at.qbr.held_on} {_WHY[at.step]}.",
        now=at.now,
        due_at=at.due_at,
        expires_at=calendar.local_instant(last_day + ONE_DAY, time()),
        subject=("qbr", at.qbr.id),
    )


def _edition(qbr: Qbr) -> str:
    """Return the review with its edition: pages of a date it comes back to are said again."""
    return f"{qbr.id}#{qbr.edition}" if qbr.edition else str(qbr.id)


def _channel(at: _Step, kind: ChannelKind) -> UUID | None:
    found = partners.channel_of(
        at.session, workspace_id=at.qbr.workspace_id, partner_id=at.partner.id, kind=kind
    )
    return found.id if found else None


def _note_skipped(at: _Step) -> None:
    """Write down that nobody could be told, with the reason."""
    rule = f"qbr_{at.step.value}"
    row = Nudge(
        workspace_id=at.qbr.workspace_id,
        key=send_key(str(at.partner.id), rule, _edition(at.qbr), at.qbr.held_on),
        rule=rule,
        subject_kind="qbr",
        subject_id=at.qbr.id,
        local_on=at.today,
        skipped_reason=f"{plain(at.partner.name)}: the review is near; {NOBODY}, and no channel",
        created_at=at.now,
    )
    nudges.record(at.session, [row])
