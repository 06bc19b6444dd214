"""`/partner settings <partner>`: who looks after it, its stage, shared reminders, the pulse."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.access import acts_as_owner, owner_only, partner_for
from bot.flows.errors import Refusal
from bot.flows.partners import consents
from bot.flows.partners import members as partner_members
from bot.flows.partners import record as partners
from bot.flows.partners.pulse_asking import asked_on
from bot.flows.partners.stages import facts_of
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_partner import person_of
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import partner_settings as form
from storage import partner_members as member_rows
from storage import people
from storage.partners import Partner
from storage.people import Person

PEOPLE_SHOWN = 3
MOST_MEMBERS = 12  # each is verified with Slack while the form waits


def by_command(call: Call) -> None:
    """Open the settings of the partner whose name was typed."""
    with call.reading() as session:
        partner = partners.find(session, call.actor, decoded(call.words))
        view = _view(call, session, partner.id)
    call.open(view)


def show_again(call: Call, partner_id: UUID | None) -> None:
    """Show the settings as they stand now, in the modal that was acted in."""
    with call.reading() as session:
        view = _view(call, session, partner_id)
    call.update_view(view)


def back(call: Call) -> None:
    """Button "Back without saving"."""
    show_again(call, as_uuid(call.value))


def ask_keepers(call: Call) -> None:
    """Button "Change": ask who looks after the partner, whoever may change that."""
    with call.reading() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        owner_only(call.actor, partner)
        view = form.keepers_form(partner.id, partner.name, _keepers(session, partner))
    call.update_view(view)


def keep_keepers(call: Call) -> None:
    """Keep who looks after the partner and who works with it, all verified with Slack."""
    partner_id = as_uuid(call.private.get("partner"))
    owner, sponsor = (_ours(call, each) for each in ("owner", "sponsor"))
    if owner is None:
        raise Refusal("Choose one of our own people.", block_id="owner")
    members = _members(call)
    with call.transaction() as session:
        partner = partner_for(session, call.actor, partner_id)
        partner_members.name(session, partner, members, actor=call.actor, now=call.now)
        partners.set_people(
            session,
            partner,
            owner_id=owner.id,
            sponsor_id=sponsor.id if sponsor else None,
            actor=call.actor,
            now=call.now,
        )
    show_again(call, partner_id)


def _ours(call: Call, field: str) -> Person | None:
    person = person_of(call, call.inputs.user(field))
    if person is not None and not person.is_internal:
        raise Refusal("Choose one of our own people.", block_id=field)
    return person


def _members(call: Call) -> list[Person]:
    """Return who is to work with the partner, each asked about at Slack while the form waits."""
    chosen = call.inputs.users(form.MEMBERS)
    if len(chosen) > MOST_MEMBERS:
        raise Refusal(f"Name at most {MOST_MEMBERS} people.", block_id=form.MEMBERS)
    return [person for each in chosen if (person := person_of(call, each)) is not None]


def _keepers(session: Session, partner: Partner) -> form.Keepers:
    scope = {"workspace_id": partner.workspace_id}
    members = member_rows.of_partner(session, **scope, partner_id=partner.id)
    owner, sponsor = partner.owner_id, partner.sponsor_id
    named = people.of_ids(session, **scope, person_ids=[owner, sponsor, *members])
    slack_ids = {person_id: person.slack_user_id for person_id, person in named.items()}
    here = [slack_ids[each] for each in members if named[each].is_active]
    return form.Keepers(
        owner=slack_ids.get(owner) if owner else None,
        sponsor=slack_ids.get(sponsor) if sponsor else None,
        members=tuple(each for each in here if each),
        names_members=bool(members),
    )


def _company(session: Session, partner: Partner) -> form.CompanyFacts:
    theirs = people.some_of_partner(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, limit=PEOPLE_SHOWN
    )
    return form.CompanyFacts(
        known=partner.slack_team_id is not None,
        people=tuple(each.slack_user_id for each in theirs if each.slack_user_id),
    )


def ask(call: Call) -> None:
    """Button "Ask them": give our yes, and ask for theirs in the shared channel."""
    with call.transaction() as session:
        asked = consents.ask(session, call.actor, as_uuid(call.value), now=call.now)
    show_again(call, asked.partner.id)


def give(call: Call) -> None:
    """Button "Agree" in the shared channel."""
    with call.transaction() as session:
        message = consents.give(session, call.actor, as_uuid(call.value), now=call.now)
    call.replace(message)


def withdraw(call: Call) -> None:
    """Button "Stop these reminders", in the channel or in our settings."""
    with call.transaction() as session:
        message = consents.withdraw(session, call.actor, as_uuid(call.value), now=call.now)
    if call.origin.in_modal:
        show_again(call, as_uuid(call.value))
    else:
        call.replace(message)


def _view(call: Call, session: Session, partner_id: UUID | None) -> InternalView:
    standing = consents.standing(session, call.actor, partner_id)
    return form.settings(
        standing.facts,
        _keepers(session, standing.partner),
        facts_of(standing.partner),
        _company(session, standing.partner),
        has_channel=standing.has_channel,
        asked_on=asked_on(session, call.actor, partner_id, now=call.now),
        may_change=acts_as_owner(call.actor, standing.partner),
    )


ENTRIES: tuple[Entry, ...] = (
    Entry(Kind.ACTION, Action.PARTNER_SETTINGS, Who.VIEWER, back),
    Entry(Kind.ACTION, Action.PARTNER_PEOPLE, Who.ANYONE_INSIDE, ask_keepers),
    Entry(Kind.VIEW, Callback.PARTNER_PEOPLE, Who.ANYONE_INSIDE, keep_keepers),
    Entry(Kind.ACTION, Action.CONSENT_ASK, Who.ANYONE_INSIDE, ask),
    Entry(Kind.ACTION, Action.CONSENT_GIVE, Who.PARTNER_PERSON, give),
    Entry(Kind.ACTION, Action.CONSENT_WITHDRAW, Who.PARTNER_PERSON, withdraw),
)
