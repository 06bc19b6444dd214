"""The escalation sponsor: shown as the record has it, replaced only by who was chosen instead."""

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.kickoff.people import person_of
from bot.flows.kickoff.reading import Reading
from messages.shared.kickoff_fields import Plan
from storage import people
from storage.kickoffs import Kickoff
from storage.partners import Partner

FILLED = "filled"  # in drafts: the fields that were filled when the kickoff began


def filled_in(session: Session, partner: Partner) -> dict[str, str]:
    """Return what the partner's record answers already, by field."""
    scope = {"workspace_id": partner.workspace_id}
    sponsor = people.of_id(session, **scope, person_id=partner.sponsor_id)
    if sponsor is None or not sponsor.slack_user_id:
        return {}
    is_ours = sponsor.is_internal and sponsor.is_active
    return {Plan.ESCALATION.value: sponsor.slack_user_id} if is_ours else {}


def keep(
    session: Session, actor: Actor, kickoff: Kickoff, partner: Partner, reading: Reading
) -> None:
    """Put who was chosen on the partner's record: without anybody, our sponsor.

    A field left as it was filled changes nothing, whoever the record names by now.
    """
    chosen = reading.text(Plan.ESCALATION)
    filled = kickoff.drafts.get(FILLED, {}).get(Plan.ESCALATION.value, "")
    is_settled = bool(filled) or partner.sponsor_id is not None
    if chosen == filled and is_settled:
        return
    person = person_of(session, actor, chosen or reading.text(Plan.OUR_SPONSOR))
    partner.sponsor_id = person.id if person else None
    session.add(partner)
