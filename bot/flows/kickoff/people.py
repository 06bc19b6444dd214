"""The people a kickoff names: chosen in Slack, or of theirs and known by name only."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.people import identity as people_flow
from storage import people
from storage.people import Person, Side


def person_of(session: Session, actor: Actor, slack_user_id: str | None) -> Person | None:
    """Return the person behind a Slack user, None for none.

    Raises Refusal for somebody Slack was not asked about: who they are is not known.
    """
    if not slack_user_id:
        return None
    person = people.of_slack_id(
        session, workspace_id=actor.workspace_id, slack_user_id=slack_user_id
    )
    if person is None:
        raise Refusal("I could not look one of these people up in Slack. Choose somebody else.")
    return person


def promiser(
    session: Session,
    actor: Actor,
    *,
    slack_user_id: str | None,
    name: str | None,
    is_ours: bool,
    partner_id: UUID,
) -> Person | None:
    """Return who promises something: a Slack user, or a name on the side it belongs to."""
    if slack_user_id:
        return person_of(session, actor, slack_user_id)
    if not name or not name.strip():
        return None
    return people_flow.find_or_make_by_name(
        session,
        workspace_id=actor.workspace_id,
        name=name,
        side=Side.OURS if is_ours else Side.THEIRS,
        partner_id=partner_id,
    )
