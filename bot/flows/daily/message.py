"""The one daily message: who gets it now, what stands in it, and how it is rewritten."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_internal
from bot.flows.daily import waiting as daily_waiting
from bot.flows.daily.candidates import Candidates
from bot.flows.daily.lines import Lines
from bot.flows.goals import slip_message
from bot.flows.nudges import receivers
from bot.flows.nudges.receivers import Receivers, reachable
from bot.flows.people.identity import calendar_of
from bot.rules.defaults import Limits
from bot.rules.digest import hour_within
from bot.rules.nudging import DigestSection, digest_due, order_digest, send_key
from messages.audience import InternalMessage, InternalView
from messages.internal import daily
from messages.internal.daily import DailyLine
from storage import nudges, outbox
from storage.nudges import Nudge
from storage.people import Person

RULE = "daily"
_WORDS = {
    DigestSection.WE_OWE: "we owe",
    DigestSection.THEY_OWE: "they owe us",
    DigestSection.OFF_PACE: "on numbers",
    DigestSection.GONE_QUIET: "on people gone quiet",
    DigestSection.QBR_NEAR: "on reviews",
    DigestSection.KICKOFFS: "on kickoffs",
    DigestSection.AWAKE: "on partners awake again",
    DigestSection.GOALS_OVER: "on goals that are over",
}


def send(session: Session, *, workspace_id: UUID, now: datetime) -> int:
    """Write the daily message of everybody whose morning it is; return how many.

    Each person is looked at once a local date: who has nothing new gets nothing. Late promises
    and asks that waited for this morning go with it, unless they were answered meanwhile.
    """
    people = receivers.load(session, workspace_id=workspace_id)
    its = people.limits
    due = {person.id: person for person in people.people.values() if _is_due(person, now, its)}
    if not due:
        return 0
    nudges.lock(session, workspace_id=workspace_id)
    told = daily_waiting.take(session, people, set(due), workspace_id=workspace_id, now=now)
    for one in Candidates(session, workspace_id, people, now).news():
        if one.recipient_id in due:
            told.setdefault(one.recipient_id, []).append(one)
    return sum(
        _write(session, person, told.get(person.id, []), people, now) for person in due.values()
    )


def rewrite(session: Session, *, outbox_id: UUID, now: datetime) -> InternalMessage:
    """Return a daily or slip message as its lines stand now; answered lines say how.

    Raises LookupError when there is no such message.
    """
    carried = nudges.carried_by(session, outbox_id=outbox_id)
    row = outbox.get(session, workspace_id=carried.workspace_id, outbox_id=outbox_id)
    if row.rule == slip_message.RULE:
        return slip_message.rewritten(session, row, now=now)
    people = receivers.load(session, workspace_id=row.workspace_id)
    told = nudges.in_message(session, workspace_id=row.workspace_id, outbox_id=row.id)
    by_subject = {line.subject: line for line in _lines(session, told, people, now)}
    order = daily.order_in(row.payload["blocks"])
    shown = [by_subject[subject] for subject in order if subject in by_subject]
    behind = daily.behind_in(row.payload["blocks"])
    return daily.daily(
        shown,
        behind=behind,
        person_id=row.person_id or row.id,
        again_days=people.limits.same_fact_days,
    )


def everything(
    session: Session, *, workspace_id: UUID, person_id: UUID, now: datetime
) -> InternalView:
    """Return the modal with all that is on a person, said lately or not."""
    people = receivers.load(session, workspace_id=workspace_id)
    found = Candidates(session, workspace_id, people, now).all()
    told = [one for one in found if one.recipient_id == person_id]
    told += daily_waiting.open_of(session, people, person_id, workspace_id=workspace_id, now=now)
    digest = order_digest(_lines(session, told, people, now), limits=people.limits)
    return daily.everything([*digest.shown, *digest.behind_button])


def _is_due(person: Person, now: datetime, limits: Limits) -> bool:
    return reachable(person) and digest_due(
        now,
        calendar_of(person),
        hour=hour_within(person.daily_hour, limits),
        last_sent_on=person.last_daily_on,
        last_sent_at=person.last_daily_at,
        last_sent_zone=person.last_daily_zone,
        spread_seed=str(person.id),
        limits=limits,
    )


def _write(
    session: Session, person: Person, told: Sequence[Nudge], people: Receivers, now: datetime
) -> bool:
    """Write one person's message if there is something; they were looked at either way."""
    calendar = calendar_of(person)
    today = calendar.local_date(now)
    person.last_daily_on = today
    session.add(person)
    ordered = _ordered(session, told, people, now)
    if not ordered:
        return False
    # What stands behind the button was not read yet: it is news again tomorrow.
    shown = ordered[: people.limits.digest_lines]
    message = daily.daily(
        [line for line, _ in shown],
        behind=len(ordered) - len(shown),
        person_id=person.id,
        again_days=people.limits.same_fact_days,
    )
    intent = Intent(
        workspace_id=person.workspace_id,
        key=send_key(str(person.id), RULE, "", today),
        rule=RULE,
        why=_why(person, [line for line, _ in ordered]),
        now=now,
        expires_at=calendar.local_instant(today, people.limits.day_closes),
    )
    outbox_id = post_internal(session, message, InsideDM(person.id), intent=intent)
    if outbox_id is None:
        return False
    person.last_daily_at, person.last_daily_zone = now, person.zone
    nudges.put_in_message(
        session, [nudge for _, same in shown for nudge in same], outbox_id=outbox_id
    )
    return True


def _ordered(
    session: Session, told: Sequence[Nudge], people: Receivers, now: datetime
) -> list[tuple[DailyLine, list[Nudge]]]:
    """Return the lines in the order they are read, each with the nudges it speaks for."""
    if not told:
        return []
    making = Lines(session, told, people, now)
    by_subject: dict[str, list[Nudge]] = {}
    lines: list[DailyLine] = []
    for nudge in told:
        line = making.line(nudge)
        if line is None:
            continue
        if line.subject not in by_subject:
            lines.append(line)
        by_subject.setdefault(line.subject, []).append(nudge)
    digest = order_digest(lines, limits=people.limits)
    return [(line, by_subject[line.subject]) for line in (*digest.shown, *digest.behind_button)]


def _lines(
    session: Session, told: Sequence[Nudge], people: Receivers, now: datetime
) -> list[DailyLine]:
    """Return one line a subject, in the order of ``told``."""
    if not told:
        return []
    making = Lines(session, told, people, now)
    lines: dict[str, DailyLine] = {}
    for nudge in told:
        line = making.line(nudge)
        if line is not None:
            lines.setdefault(line.subject, line)
    return list(lines.values())


def _why(person: Person, lines: Sequence[DailyLine]) -> str:
    counts = {section: sum(line.section is section for line in lines) for section in DigestSection}
    parts = [f"{count} {_WORDS[section]}" for section, count in counts.items() if count]
    return f"Daily message of {person.name}: {', '.join(parts)}"
