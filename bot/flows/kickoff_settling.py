"""What the partner does with a kickoff: confirm their half, change it, answer their commitments.

Where there is no shared channel our people do it for them, and it is recorded as that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from bot.delivery.outbox import InsideDM, Intent, post_shared
from bot.flows import commitments, goals, kickoff
from bot.flows.access import NOT_FOUND
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff import Held, record, topic_rows
from bot.flows.kickoff_summary import CHANGES, has_shared_channel, page_of, refresh
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import Topic, TopicState
from messages.audience import SharedMessage
from messages.shared.kickoff_changes import change_asked, half_changed
from messages.shared.kickoff_fields import Part, field
from messages.shared.kickoff_page import KickoffPage
from storage import goals as goal_rows
from storage.columns import new_id
from storage.commitments import Commitment
from storage.kickoffs import KickoffState
from storage.people import Side

SETTLE_DAYS = 14
LONGEST_TITLE = commitments.LONGEST_TITLE


@dataclass(frozen=True, slots=True)
class Settled:
    """The kickoff as it stands, and the new text of the summary that was clicked, if one was."""

    held: Held
    page: KickoffPage
    summary: SharedMessage | None


def confirm(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Confirm the partner's half: what is agreed counts as agreed by both from today.

    A second time changes nothing. Commitments are answered one by one, not here.
    """
    held = _submitted(session, actor, kickoff_id)
    if held.kickoff.state is KickoffState.SUBMITTED:
        for row in topic_rows(session, held.kickoff).values():
            if row.state is TopicState.AGREED:
                row.confirmed_by, row.confirmed_at = actor.person_id, now
                session.add(row)
        _agree_goals(session, actor, held, now)
        held.kickoff.state = KickoffState.CONFIRMED
        held.kickoff.confirmed_by, held.kickoff.confirmed_at = actor.person_id, now
        session.add(held.kickoff)
        record(session, actor, held.kickoff, "kickoff.confirmed", now, after=_for_side(actor))
    return _settled(session, held, actor, now, clicked)


def change_half(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    answers: Mapping[Topic, tuple[str, TopicState]],
    now: datetime,
) -> Settled:
    """Write the partner's own answers and where they see each topic.

    What they wrote themselves is confirmed by that. A topic they leave open or see differently
    gets the partner's owner and a date, and our side is told.
    """
    held = _submitted(session, actor, kickoff_id)
    changed: list[Topic] = []
    today = kickoff.today_of(actor, now)
    for topic, row in topic_rows(session, held.kickoff).items():
        theirs, state = answers.get(topic, (row.theirs, row.state))
        if (theirs, state) == (row.theirs, row.state):
            continue
        if state is TopicState.AGREED and state is not row.state and not theirs:
            raise Refusal(
                "Write your answer before you call it agreed.", block_id=field(topic, Part.THEIRS)
            )
        before = {"theirs": row.theirs, "state": row.state.value}
        if state is not row.state:
            row.opened_at = now
        row.theirs, row.state = theirs, state
        if state in (TopicState.OPEN, TopicState.DIFFERS):
            row.owner_id = row.owner_id or held.partner.owner_id or held.kickoff.submitted_by
            row.due_on = row.due_on or today + timedelta(days=SETTLE_DAYS)
        row.confirmed_by, row.confirmed_at = actor.person_id, now
        session.add(row)
        changed.append(topic)
        facts = {"topic": topic.key, "before": before, "theirs": theirs, "state": state.value}
        record(session, actor, held.kickoff, "kickoff.half_changed", now, after=facts)
    if changed:
        _tell_owner(session, held, actor, now, half_changed(actor.name, held.partner.name, changed))
    return _settled(session, held, actor, now, None)


def accept(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Accept one of the partner's commitments: from now on its date counts."""
    row, held = _asked(session, actor, commitment_id)
    if row.state is CommitmentState.PROPOSED:
        commitments.accept(session, row, actor=actor, now=now)
        _note(session, actor, held, "kickoff.promise_accepted", row, now)
    _forget_change(session, held, row)
    return _settled(session, held, actor, now, clicked)


def decline(
    session: Session, actor: Actor, commitment_id: UUID | None, *, reason: str, now: datetime
) -> Settled:
    """Say no to one of the partner's commitments, with the reason both sides read."""
    row, held = _asked(session, actor, commitment_id)
    if not reason.strip():
        raise Refusal("Say in a few words why.", block_id="reason")
    commitments.decline(session, row, reason=reason.strip(), actor=actor, now=now)
    _note(session, actor, held, "kickoff.promise_declined", row, now)
    _forget_change(session, held, row)
    return _settled(session, held, actor, now, None)


def ask_change(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    title: str,
    due_on: date | None,
    now: datetime,
) -> Settled:
    """Propose other words or another date for one of the partner's commitments.

    It stays proposed until our side agrees; our side is told.
    """
    row, held = _asked(session, actor, commitment_id)
    words = " ".join(title.split())
    if row.state is not CommitmentState.PROPOSED:
        raise Refusal(f"It is already {row.state.words}.")
    if not words:
        raise Refusal("Say what is promised.", block_id="title")
    if len(words) > LONGEST_TITLE:
        raise Refusal(f"Use at most {LONGEST_TITLE} characters.", block_id="title")
    if due_on is None or due_on < kickoff.today_of(actor, now):
        raise Refusal("Choose today or a later day.", block_id="due_on")
    if (words, due_on) == (row.title, row.due_on):
        raise Refusal("Nothing is different yet: change the words or the date.", block_id="title")
    asked = {
        "title": words,
        "due_on": str(due_on),
        "by": str(actor.person_id),
        "name": actor.name,
    }
    _keep_changes(session, held, {**held.kickoff.drafts.get(CHANGES, {}), str(row.id): asked})
    _note(session, actor, held, "kickoff.change_asked", row, now)
    message = change_asked(
        row.id, who=actor.name, partner=held.partner.name, title=row.title, to=words, due_on=due_on
    )
    _tell_owner(session, held, actor, now, message)
    return _settled(session, held, actor, now, None)


def take_change(
    session: Session,
    actor: Actor,
    commitment_id: UUID | None,
    *,
    agreed: bool,
    now: datetime,
    clicked: tuple[str, str] | None = None,
) -> Settled:
    """Agree to what the partner asked for, which makes it their promise; or keep it as it was.

    Raises Refusal for anybody but our people: the partner asked, we answer.
    """
    row, held = _of_commitment(session, actor, commitment_id)
    if not actor.is_internal:
        raise Refusal("The other side answers this one.")
    asked = held.kickoff.drafts.get(CHANGES, {}).get(str(row.id))
    if asked is not None and row.state is CommitmentState.PROPOSED:
        if agreed:
            row.title, row.due_on = asked["title"], date.fromisoformat(asked["due_on"])
            commitments.accept(session, row, actor=actor, now=now)
            row.accepted_by = UUID(asked["by"])
            session.add(row)
        _note(
            session,
            actor,
            held,
            "kickoff.change_agreed" if agreed else "kickoff.change_refused",
            row,
            now,
        )
    _forget_change(session, held, row)
    return _settled(session, held, actor, now, clicked)


def promise_of(session: Session, actor: Actor, commitment_id: UUID | None) -> Commitment:
    """Return one of the partner's commitments, to be changed or declined by this person."""
    row, _ = _asked(session, actor, commitment_id)
    if row.state is not CommitmentState.PROPOSED:
        raise Refusal(f"It is already {row.state.words}.")
    return row


def shown(session: Session, actor: Actor, kickoff_id: UUID | None, *, now: datetime) -> KickoffPage:
    """Return a submitted kickoff for whoever may read it."""
    held = kickoff.of(session, actor, kickoff_id)
    if held.kickoff.state is KickoffState.DRAFT:
        raise Refusal(NOT_FOUND)
    return page_of(session, held, now=now)


def answerable(session: Session, actor: Actor, kickoff_id: UUID | None) -> Held:
    """Return the kickoff if this person may answer it for the partner's side."""
    return _submitted(session, actor, kickoff_id)


def _submitted(session: Session, actor: Actor, kickoff_id: UUID | None) -> Held:
    held = kickoff.of(session, actor, kickoff_id, lock=True)
    if held.kickoff.state is KickoffState.DRAFT:
        raise Refusal(NOT_FOUND)
    _refuse_for_them(session, actor, held)
    return held


def _refuse_for_them(session: Session, actor: Actor, held: Held) -> None:
    if actor.is_internal and has_shared_channel(session, held.partner):
        raise Refusal(
            f"This is {held.partner.name}'s to answer, and their people can do it in the shared "
            "channel."
        )


def _of_commitment(
    session: Session, actor: Actor, commitment_id: UUID | None
) -> tuple[Commitment, Held]:
    row = commitments.of(session, actor, commitment_id)
    return row, kickoff.of(session, actor, row.kickoff_id, lock=True)


def _asked(session: Session, actor: Actor, commitment_id: UUID | None) -> tuple[Commitment, Held]:
    row, held = _of_commitment(session, actor, commitment_id)
    if row.side is not Side.THEIRS:
        raise Refusal(NOT_FOUND)
    _refuse_for_them(session, actor, held)
    return row, held


def _agree_goals(session: Session, actor: Actor, held: Held, now: datetime) -> None:
    """Let the goals count as agreed by the partner, if the topic itself is agreed."""
    if topic_rows(session, held.kickoff)[Topic.K2].state is not TopicState.AGREED:
        return
    today = kickoff.today_of(actor, now)
    for goal in goal_rows.of_partner(
        session, workspace_id=held.partner.workspace_id, partner_id=held.partner.id
    ):
        if goal.kickoff_id == held.kickoff.id:
            goals.agree(session, goal, side=Side.THEIRS, on=today, actor=actor, now=now)


def _settled(
    session: Session, held: Held, actor: Actor, now: datetime, clicked: tuple[str, str] | None
) -> Settled:
    summary = refresh(session, held, by=actor, now=now, clicked=clicked)
    return Settled(held, page_of(session, held, now=now), summary)


def _note(
    session: Session, actor: Actor, held: Held, action: str, row: Commitment, now: datetime
) -> None:
    facts = {"commitment": str(row.id), **_for_side(actor)}
    record(session, actor, held.kickoff, action, now, after=facts)


def _for_side(actor: Actor) -> dict[str, object]:
    return {"for_side": Side.THEIRS.value, "on_behalf": actor.is_internal}


def _forget_change(session: Session, held: Held, row: Commitment) -> None:
    kept = dict(held.kickoff.drafts.get(CHANGES, {}))
    if kept.pop(str(row.id), None) is not None:
        _keep_changes(session, held, kept)


def _keep_changes(session: Session, held: Held, changes: dict[str, dict[str, str]]) -> None:
    # A new dict: a change inside a JSON column is not noticed.
    held.kickoff.drafts = {**held.kickoff.drafts, CHANGES: changes}
    session.add(held.kickoff)


def _tell_owner(
    session: Session, held: Held, actor: Actor, now: datetime, message: SharedMessage
) -> None:
    """Tell our owner by direct message what the partner changed; not whoever did it themselves."""
    owner_id = held.partner.owner_id or held.kickoff.submitted_by
    if owner_id is None or owner_id == actor.person_id:
        return
    post_shared(
        session,
        message,
        InsideDM(owner_id),
        intent=Intent(
            workspace_id=held.partner.workspace_id,
            key=f"kickoff_changed|{held.kickoff.id}|{new_id()}",
            rule="kickoff_changed",
            why=f"{actor.name} changed something in the kickoff with {held.partner.name}.",
            now=now,
            subject=("kickoff", held.kickoff.id),
        ),
    )
