"""The kickoff while it is being held: opened, typed step by step, kept at every step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.flows.access import NOT_FOUND, partner_for
from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.kickoff.form import read_step
from bot.flows.kickoff.reading import Reading
from bot.flows.kickoff.record import record, topic_rows, write_answer
from bot.flows.kickoff.sponsor import FILLED, filled_in
from bot.rules.kickoff import Topic
from messages.shared.kickoff_fields import LAST_STEP, chosen_people, step_of
from storage import kickoffs, people
from storage.kickoffs import Kickoff, KickoffState, KickoffTopic
from storage.partners import Partner

FIELDS = "fields"


STEPS_SAVED = "steps"


@dataclass(frozen=True, slots=True)
class Held:
    """A kickoff with its partner, as the person who asked may see it."""

    kickoff: Kickoff
    partner: Partner

    @property
    def fields(self) -> dict[str, str]:
        """What was typed so far, by field."""
        return dict(self.kickoff.drafts.get(FIELDS, {}))


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of keeping a step: the faults in it, and who changed it meanwhile."""

    held: Held
    errors: dict[str, str]
    changed_by: str | None = None


def today_of(actor: Actor, now: datetime) -> date:
    """Return the date where the person is."""
    return now.astimezone(ZoneInfo(actor.zone)).date()


def open_for(session: Session, actor: Actor, partner_id: UUID | None, *, now: datetime) -> Held:
    """Return the partner's kickoff, begun if there is none; a second call changes nothing."""
    partner = partner_for(session, actor, partner_id)
    workspace_id = actor.workspace_id
    kickoff = kickoffs.newest_of(session, workspace_id=workspace_id, partner_id=partner.id)
    if kickoff is None:
        # Two people may start at once: the second one waits, and finds the first one's.
        kickoffs.lock_partner(session, workspace_id=workspace_id, partner_id=partner.id)
        kickoff = kickoffs.newest_of(session, workspace_id=workspace_id, partner_id=partner.id)
    return Held(kickoff or _begin(session, actor, partner, now), partner)


def of(session: Session, actor: Actor, kickoff_id: UUID | None, *, lock: bool = False) -> Held:
    """Return the kickoff if this person may see it. Raises Refusal otherwise."""
    kickoff = kickoffs.of_id(
        session, workspace_id=actor.workspace_id, kickoff_id=kickoff_id, lock=lock
    )
    if kickoff is None:
        raise Refusal(NOT_FOUND)
    return Held(kickoff, partner_for(session, actor, kickoff.partner_id))


def draft_of(session: Session, actor: Actor, kickoff_id: UUID | None) -> Held:
    """Return a kickoff that is still being typed, for its writer alone to change meanwhile.

    Raises Refusal once it was submitted.
    """
    held = of(session, actor, kickoff_id, lock=True)
    if held.kickoff.state is not KickoffState.DRAFT:
        raise Refusal(
            "This kickoff is finished. “/partner kickoff” shows it and lets you change it."
        )
    return held


def keep(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    step: int,
    fields: Mapping[str, str],
    seen_version: int,
    now: datetime,
    go_to: int | None = None,
) -> Saved:
    """Keep what was typed in a step, right or wrong; ``go_to`` is where it opens next.

    When somebody else kept the same step since it was shown, nothing is kept and
    ``changed_by`` names them; keeping it again on top of the newer version is allowed.
    """
    held = draft_of(session, actor, kickoff_id)
    kickoff, typed = held.kickoff, _of_step(fields, step)
    other = _changed_by(session, kickoff, step, seen_version, actor)
    if other is not None:
        return Saved(held, {}, other)
    kickoff.version += 1
    kept_steps = dict(kickoff.drafts.get(STEPS_SAVED, {}))
    kept_steps[str(step)] = {"version": kickoff.version, "by": str(actor.person_id)}
    merged = {**held.fields, **typed}
    kickoff.drafts = {**kickoff.drafts, FIELDS: merged, STEPS_SAVED: kept_steps}
    kickoff.step = step if go_to is None else min(max(go_to, 1), LAST_STEP)
    session.add(kickoff)
    record(session, actor, kickoff, "kickoff.step_kept", now, after={"step": step})
    return Saved(held, read(session, actor, held, step, now=now).errors)


def read(session: Session, actor: Actor, held: Held, step: int, *, now: datetime) -> Reading:
    """Read one step of what was typed so far, with the people chosen in it."""
    fields = held.fields
    chosen = people.of_slack_ids(
        session, workspace_id=actor.workspace_id, slack_user_ids=chosen_people(fields)
    )
    return read_step(fields, step, today=today_of(actor, now), people=chosen)


def leave(
    session: Session,
    actor: Actor,
    kickoff_id: UUID | None,
    *,
    step: int,
    fields: Mapping[str, str],
    seen_version: int,
    now: datetime,
) -> Saved:
    """Keep a step and, when nothing in it is wrong, write its topics and go on to the next."""
    saved = keep(
        session,
        actor,
        kickoff_id,
        step=step,
        fields=fields,
        seen_version=seen_version,
        now=now,
    )
    if saved.errors or saved.changed_by:
        return saved
    reading = read(session, actor, saved.held, step, now=now)
    rows = topic_rows(session, saved.held.kickoff)
    for answer in reading.answers:
        write_answer(session, actor, rows[answer.topic], answer, now=now)
    saved.held.kickoff.step = min(step + 1, LAST_STEP)
    return saved


def _begin(session: Session, actor: Actor, partner: Partner, now: datetime) -> Kickoff:
    filled = filled_in(session, partner)
    kickoff = Kickoff(
        workspace_id=actor.workspace_id,
        partner_id=partner.id,
        started_by=actor.person_id,
        started_at=now,
        drafts={FIELDS: filled, FILLED: filled},
    )
    session.add(kickoff)
    session.flush()
    for topic in Topic:
        session.add(
            KickoffTopic(
                workspace_id=actor.workspace_id,
                kickoff_id=kickoff.id,
                topic=topic,
                opened_at=now,
            )
        )
    session.flush()
    record(session, actor, kickoff, "kickoff.started", now)
    return kickoff


def _of_step(fields: Mapping[str, str], step: int) -> dict[str, str]:
    """Return the fields that belong to the step; what else a payload claims is left out."""
    return {name: value for name, value in fields.items() if step_of(name) == step}


def _changed_by(
    session: Session, kickoff: Kickoff, step: int, seen_version: int, actor: Actor
) -> str | None:
    kept = kickoff.drafts.get(STEPS_SAVED, {}).get(str(step))
    if kept is None or kept["version"] <= seen_version or kept["by"] == str(actor.person_id):
        return None
    other = people.of_id(session, workspace_id=kickoff.workspace_id, person_id=UUID(kept["by"]))
    return other.name if other else "Somebody"
