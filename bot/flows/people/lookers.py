"""Who of our people may only look: set and taken back by admins, written into the trail."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from messages.internal.lookers import FIELD
from storage import audit, people
from storage.people import Person

SET = "person.role_set"
LOOKS, ACTS = "viewer", "member"


def shown(session: Session, actor: Actor) -> list[str]:
    """Return the Slack ids of those who only look. Raises Refusal for anybody but an admin."""
    _admins_only(actor)
    found = people.lookers(session, workspace_id=actor.workspace_id)
    return [person.slack_user_id for person in found if person.slack_user_id]


def save(session: Session, actor: Actor, chosen: Sequence[str], *, now: datetime) -> list[Person]:
    """Let just these people look and not act, and all others act. Return whose role changed.

    ``chosen`` are Slack ids of people known to the workspace; of others nothing is kept.
    Raises Refusal, with nothing changed, for an admin and for somebody who is not ours.
    """
    _admins_only(actor)
    scope = {"workspace_id": actor.workspace_id}
    before = {person.id: person for person in people.lookers(session, **scope)}
    found = (people.of_slack_id(session, **scope, slack_user_id=each) for each in chosen)
    after = {person.id: person for person in found if person is not None}
    for person in after.values():
        if not person.is_internal:
            raise Refusal(f"{person.name} is not one of our own people.", block_id=FIELD)
        if person.is_admin:
            raise Refusal(
                f"{person.name} is an admin of this workspace, who can do everything.",
                block_id=FIELD,
            )
    changed = [one for one in before.values() if one.id not in after]
    changed += [one for one in after.values() if one.id not in before]
    for person in changed:
        _turn(session, person, actor, now)
    session.flush()
    return changed


def _turn(session: Session, person: Person, actor: Actor, now: datetime) -> None:
    roles = (LOOKS, ACTS) if person.only_looks else (ACTS, LOOKS)
    person.only_looks = not person.only_looks
    session.add(person)
    audit.record(
        session,
        workspace_id=actor.workspace_id,
        now=now,
        actor=actor.label,
        action=SET,
        subject=("person", person.id),
        before={"role": roles[0]},
        after={"role": roles[1]},
    )


def _admins_only(actor: Actor) -> None:
    if not (actor.is_internal and actor.is_admin):
        raise Refusal("Only a workspace admin can change this. Ask one of yours.")
