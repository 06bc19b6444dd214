"""Partners at the keyboard: add, list, show; and the menu that asks which one is meant."""

from bot.delivery.channels import look_at
from bot.flows.access import partner_for
from bot.flows.errors import NotAllowed, Refusal
from bot.flows.partners import portfolio
from bot.flows.partners import record as partners
from bot.flows.partners.record import PartnerTerms
from bot.flows.people import memory
from bot.rules.audience import Audience, may_post
from bot.rules.policy import Who
from bot.rules.stages import Stage
from handlers import commands_commitments, commands_goals, commands_lists, health, qbr
from handlers.call import Call
from handlers.commands_partner import ask_partner, named_or_here, person_of, today
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal import ledger_lists, partner_forms
from messages.internal.commitment_forms import partner_options
from messages.internal.partner_forms import PartnerDraft
from storage import partners as partner_table
from storage.partners import ChannelKind, name_key

GONE = "That was too long ago. Please type the command again."


def add(call: Call) -> None:
    """Open the form for a partner; in a channel nobody has yet it ties the channel too."""
    with call.reading() as session:
        taken = partners.of_channel(
            session, workspace_id=call.workspace_id, slack_channel_id=call.channel_id
        )
    usable = call.channel_id is not None and taken is None and not call.origin.in_direct_message
    draft = PartnerDraft(
        name=decoded(call.words),
        owner=call.actor.slack_user_id,
        channel_id=call.channel_id if usable else None,
        channel=_kind_of(call) if usable else None,
        signed_on=today(call),
    )
    call.open(partner_forms.add(draft))


def take_added(call: Call) -> None:
    """Add the partner the form describes."""
    typed = call.inputs
    owner = person_of(call, typed.user("owner"))
    sponsor = person_of(call, typed.user("sponsor"))
    if owner is None or not owner.is_internal:
        raise Refusal("Choose one of our own people.", block_id="owner")
    if sponsor is not None and not sponsor.is_internal:
        raise Refusal("Choose one of our own people.", block_id="sponsor")
    terms = PartnerTerms(
        name=typed.text("name"),
        owner_id=owner.id,
        sponsor_id=sponsor.id if sponsor else None,
        stage=Stage(typed.choice("stage") or Stage.SIGNED),
        signed_on=typed.date("signed_on"),
    )
    channel, kind = _channel(call)
    with call.transaction() as session:
        partner = partners.add(
            session, terms, workspace_id=call.workspace_id, actor=call.actor, now=call.now
        )
        if channel is not None and kind is not None:
            partners.link_channel(
                session,
                partner,
                slack_channel_id=channel,
                kind=kind,
                actor=call.actor,
                now=call.now,
            )
    call.answer(ledger_lists.partner_added(partner.id, partner.name, owner.name))


def show_list(call: Call) -> None:
    """Show every partner by where it really stands, or those of one group or name."""
    matching = decoded(call.words).strip()
    with call.reading() as session:
        groups = portfolio.groups(
            session, workspace_id=call.workspace_id, today=today(call), matching=matching
        )
    call.answer(ledger_lists.portfolio(groups, matching=matching))


def show(call: Call) -> None:
    """Show one partner's sheet."""
    with call.transaction() as session:
        partner = named_or_here(call, session)
        message = commands_lists.sheet(call, session, partner) if partner else None
    if message is None:
        ask_partner(call, "show")
    else:
        call.answer(message)


def show_chosen(call: Call) -> None:
    """Show the sheet of the partner whose button was pressed."""
    with call.transaction() as session:
        partner = partner_for(session, call.actor, as_uuid(call.value))
        message = commands_lists.sheet(call, session, partner)
    call.answer(message)


def offer(call: Call) -> None:
    """Offer the partners whose name holds what was typed; those that begin with it first."""
    typed = name_key(call.value)
    with call.reading() as session:
        known = partner_table.names(session, workspace_id=call.workspace_id)
    fitting = [one for one in known if typed in one.key]
    fitting.sort(key=lambda one: (not one.key.startswith(typed), one.key))
    call.offer(partner_options([(one.id, one.name) for one in fitting[:100]]))


def go_on(call: Call) -> None:
    """Go on with the command that waited for its partner."""
    if call.origin.in_modal:
        return
    with call.reading() as session:
        waiting = memory.waiting_command(session, call.actor)
        name = partner_for(session, call.actor, as_uuid(call.value)).name
    entry = _WAITING.get(waiting[0]) if waiting else None
    if waiting is None or entry is None:
        raise Refusal(GONE)
    if (no := call.let_in(entry.who)) is not None:
        raise NotAllowed(no.sentence)
    call.name, call.words = waiting[0], f"{name} {waiting[1]}".strip()
    entry.run(call)


def _kind_of(call: Call) -> str:
    """Say what this channel seems to be, looked at now."""
    return (
        partner_forms.INTERNAL
        if call.origin.is_ours_alone(call.slack, call.people)
        else partner_forms.SHARED
    )


def _channel(call: Call) -> tuple[str | None, ChannelKind | None]:
    """Return the channel to tie and what it is. Raises Refusal when it is not ours alone."""
    slack_channel_id = call.private.get("channel")
    chosen = call.inputs.choice("channel")
    if not isinstance(slack_channel_id, str) or chosen in {None, partner_forms.NONE}:
        return None, None
    if chosen == partner_forms.SHARED:
        return slack_channel_id, ChannelKind.SHARED
    verdict = may_post(Audience.INTERNAL, look_at(call.slack, slack_channel_id, call.people))
    if not verdict.allowed:
        raise Refusal(f"It can't be ours alone. {verdict.reason}", block_id="channel")
    return slack_channel_id, ChannelKind.INTERNAL


ENTRIES = (
    Entry(Kind.COMMAND, "add", Who.ANYONE_INSIDE, add),
    Entry(Kind.VIEW, Callback.PARTNER_ADD, Who.ANYONE_INSIDE, take_added),
    Entry(Kind.COMMAND, "list", Who.VIEWER, show_list),
    Entry(Kind.COMMAND, "show", Who.READER, show),
    Entry(Kind.ACTION, Action.PARTNER_SHOW, Who.READER, show_chosen),
    Entry(Kind.ACTION, Action.PARTNER_PICK, Who.VIEWER, go_on),
    Entry(Kind.OPTIONS, Action.PARTNER_PICK, Who.VIEWER, offer),
)
# The commands that ask which partner is meant.
_WAITING = {
    entry.name: entry
    for entry in (
        *ENTRIES,
        *commands_commitments.ENTRIES,
        *commands_goals.ENTRIES,
        *health.ENTRIES,
        *qbr.ENTRIES,
    )
    if entry.kind is Kind.COMMAND
}
