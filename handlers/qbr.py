"""The date of a partner's review, and the page for it."""

from uuid import UUID

from sqlmodel import Session

from bot.flows.errors import NotAllowed, Refusal
from bot.flows.partners import record as partners
from bot.flows.qbr import calling_off
from bot.flows.qbr import pack as qbr
from bot.flows.qbr.pack import Planned
from bot.flows.workspace.views import Page
from bot.rules.policy import Who
from handlers.call import Call
from handlers.commands_dates import HOW_TO_DATE, day
from handlers.commands_partner import ask_partner, partner_in, today
from handlers.commands_words import decoded
from handlers.registry import Entry, Kind
from messages.audience import InternalMessage, InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import qbr as said


def by_command(call: Call) -> None:
    """``/partner qbr [partner] [date]``: set the date, show the page, or ask for the date."""
    with call.transaction() as session:
        partner_id, rest = _meant(call, session)
        answer = None if partner_id is None else _answer(call, session, partner_id, rest)
    if partner_id is not None and not rest:
        call.viewed(Page.QBR, partner_id)
    if answer is None:
        ask_partner(call, "qbr")
    elif isinstance(answer, InternalView):
        call.open(answer)
    else:
        call.answer(answer)


def show(call: Call) -> None:
    """Button "Show the page": the pack as it stands, over what was being read."""
    with call.transaction() as session:
        planned = qbr.planned(session, call.actor, as_uuid(call.value), now=call.now)
        partner = planned.partner
        if planned.held_on is None:
            view = said.no_date_view(partner.name, partner.id)
        else:
            pack = qbr.pack_of(session, partner, held_on=planned.held_on, now=call.now)
            view = said.qbr_view(pack)
    call.viewed(Page.QBR, partner.id)
    call.open(view)


def ask_date(call: Call) -> None:
    """Button "Set a date" or "Change the date"."""
    with call.transaction() as session:
        view = _date_view(qbr.planned(session, call.actor, as_uuid(call.value), now=call.now))
    call.open(view)


def save_date(call: Call) -> None:
    """Keep the date and say what happens before it."""
    with call.transaction() as session:
        planned = qbr.set_date(
            session,
            call.actor,
            as_uuid(call.private.get("partner")),
            call.inputs.date(said.HELD_ON),
            now=call.now,
        )
        message = _date_set(planned)
    call.answer(message)


def call_off(call: Call) -> None:
    """Button "Today's did not take place"."""
    with call.transaction() as session:
        review, partner = calling_off.of(session, call.actor, as_uuid(call.value))
        calling_off.call_off(session, review, by=call.actor, now=call.now)
        message = said.called_off(partner.name, review.id, review.held_on)
    call.replace(message)


def take_place(call: Call) -> None:
    """Button "Undo" of what was called off."""
    with call.transaction() as session:
        review, partner = calling_off.of(session, call.actor, as_uuid(call.value))
        calling_off.take_place(session, review, by=call.actor, now=call.now)
        message = said.takes_place(partner.name, review.id, review.held_on)
    call.replace(message)


def _meant(call: Call, session: Session) -> tuple[UUID | None, str]:
    """Return the partner meant, by its name or a clear start of it, and the day typed after it.

    A day alone is of this channel's partner. Raises Refusal for what is neither.
    """
    found, rest = partner_in(call, session)
    words = call.words.split()
    if not rest or rest != " ".join(words) or _is_day(call, rest):
        return (found.id if found else None), rest
    named = next((n for n in range(1, len(words)) if _is_day(call, " ".join(words[n:]))), None)
    try:
        partner = partners.find(session, call.actor, decoded(" ".join(words[:named])))
    except Refusal as unknown:
        if named is not None:
            raise
        raise Refusal(f"{unknown} {HOW_TO_DATE}") from unknown
    return partner.id, " ".join(words[len(words) if named is None else named :])


def _is_day(call: Call, typed: str) -> bool:
    try:
        day(typed, today(call))
    except Refusal:
        return False
    return True


def _answer(
    call: Call, session: Session, partner_id: UUID, rest: str
) -> InternalMessage | InternalView:
    if (rest or not call.words) and (no := call.let_in(Who.ANYONE_INSIDE)) is not None:
        raise NotAllowed(no.sentence)
    if rest:
        held_on = day(rest, today(call))
        return _date_set(qbr.set_date(session, call.actor, partner_id, held_on, now=call.now))
    planned = qbr.planned(session, call.actor, partner_id, now=call.now)
    if not call.words:
        return _date_view(planned)
    if planned.held_on is None:
        return said.no_date(planned.partner.name, partner_id)
    pack = qbr.pack_of(session, planned.partner, held_on=planned.held_on, now=call.now)
    return said.qbr_pack(pack, with_picture=False)


def _date_view(planned: Planned) -> InternalView:
    partner = planned.partner
    return said.date_view(
        partner.name,
        partner.id,
        initial=planned.suggested_on,
        held_on=planned.held_on,
        is_today=planned.today_id is not None,
    )


def _date_set(planned: Planned) -> InternalMessage:
    return said.date_set(
        planned.partner.name,
        planned.partner.id,
        planned.suggested_on,
        chase_on=planned.chase_on,
        draft_on=planned.draft_on,
        today_id=planned.today_id,
    )


ENTRIES = (
    Entry(Kind.COMMAND, "qbr", Who.VIEWER, by_command),
    Entry(Kind.ACTION, Action.QBR_SHOW, Who.VIEWER, show),
    Entry(Kind.ACTION, Action.QBR_SET_DATE, Who.ANYONE_INSIDE, ask_date),
    Entry(Kind.ACTION, Action.QBR_CALL_OFF, Who.ANYONE_INSIDE, call_off),
    Entry(Kind.ACTION, Action.QBR_TAKES_PLACE, Who.ANYONE_INSIDE, take_place),
    Entry(Kind.VIEW, Callback.QBR_DATE, Who.ANYONE_INSIDE, save_date),
)
