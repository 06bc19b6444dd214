"""The QBR as we read it: the pack, the channel's summary, and asking for what is missing."""

from datetime import date
from uuid import UUID

from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action, Callback
from messages.inputs import date_input, input_block
from messages.internal.health import health_line, trend_in_words
from messages.internal.health_content import HealthFacts
from messages.internal.qbr_content import QbrPack
from messages.parts import actions, button, context, header, modal, picture_block, section
from messages.pictures.spec import goals_and_health_spec
from messages.render import Safe, cut, escape, render
from messages.shared.qbr import bar_of, goals_in_words, page_blocks, read_aloud

HELD_ON = "held_on"  # block of the date's field
REMARKS = 3  # shown at most, and names without one
_OPENING, _NUMBERS, _SLIPPED, _DECISIONS = 0, 1, 3, 6  # parts of the page


def qbr_pack(pack: QbrPack, *, with_picture: bool = True) -> InternalMessage:
    """Return the whole pack, for the partner's owner."""
    intro = render("qbr_pack_intro", page=pack.page)
    ours = render(
        "qbr_ours", health=pack.health, contact=pack.contact, line=health_line(pack.health)
    )
    blocks = [
        header(f"{pack.page.partner}: review on {pack.page.held_on:%-d %B %Y}"),
        section(intro),
        section(ours),
        *_remarks(pack),
        *([picture_block(_alt(pack))] if with_picture else [context(trend_in_words(pack.health))]),
        *page_blocks(pack.page),
        _pack_buttons(pack.partner_id),
    ]
    return InternalMessage(read_aloud(blocks), blocks, _picture(pack) if with_picture else None)


def qbr_view(pack: QbrPack) -> InternalView:
    """Return the pack as a page over what was being read."""
    blocks = qbr_pack(pack, with_picture=False).blocks
    return InternalView(modal("qbr.view", "Quarterly review", blocks, close="Close"))


def no_date_view(partner: str, partner_id: UUID) -> InternalView:
    """Return the same as `no_date`, as a page."""
    blocks = no_date(partner, partner_id).blocks
    return InternalView(modal("qbr.view", "Quarterly review", blocks, close="Close"))


def qbr_summary(pack: QbrPack) -> InternalMessage:
    """Return the health summary that our own channel gets before the review."""
    text = render("qbr_summary", page=pack.page, line=health_line(pack.health))
    blocks = [
        header(f"{pack.page.partner}: health before the review"),
        section(text),
        *_caps(pack.health),
        picture_block(_alt(pack)),
        *page_blocks(pack.page, (_OPENING, _NUMBERS, _SLIPPED, _DECISIONS)),
        *_remarks(pack),
        context(Safe("The partner's owner has the whole pack. `/partner qbr` shows it to you.")),
    ]
    return InternalMessage(read_aloud(blocks), blocks, _picture(pack))


def qbr_reminder(pack: QbrPack) -> InternalMessage:
    """Remind our own channel, the day before, of what is still open, and of health."""
    said = render("qbr_reminder", page=pack.page)
    text = Safe(f"{said}\n{health_line(pack.health)}")
    return InternalMessage(text=text, blocks=[section(text)])


def qbr_followup(
    partner: str, partner_id: UUID, held_on: date, *, owner: str | None
) -> InternalMessage:
    """Ask, the day after, for what was promised; ``owner`` is a Slack user id to mention."""
    text = render("qbr_followup", partner=partner, held_on=held_on, owner=owner)
    value = str(partner_id)
    row = actions(
        "qbr.followup",
        button("Write down a promise", Action.COMMITMENT_NEW, value, style="primary"),
        button("Set the next review", Action.QBR_SET_DATE, value),
    )
    return InternalMessage(text=text, blocks=[section(text), row])


def no_date(partner: str, partner_id: UUID) -> InternalMessage:
    """Say that there is no review date, and offer to set one."""
    text = render("qbr_no_date", partner=partner)
    set_date = button("Set a date", Action.QBR_SET_DATE, str(partner_id), style="primary")
    return InternalMessage(text=text, blocks=[section(text), actions("qbr.none", set_date)])


def date_set(
    partner: str,
    partner_id: UUID,
    held_on: date,
    *,
    chase_on: date | None,
    draft_on: date | None,
    today_id: UUID | None = None,
) -> InternalMessage:
    """Say when the review is, and what happens before it; no ``chase_on`` when it is near.

    With the review of today (``today_id``) it is the one after, and today's may be called off.
    """
    text = render(
        "qbr_date_set",
        partner=partner,
        held_on=held_on,
        chase_on=chase_on,
        draft_on=draft_on,
        is_held_today=today_id is not None,
    )
    buttons = [button("Show the page so far", Action.QBR_SHOW, str(partner_id))]
    if today_id is not None:
        buttons.append(button("Today's did not take place", Action.QBR_CALL_OFF, str(today_id)))
    return InternalMessage(text=text, blocks=[section(text), actions("qbr.date_set", *buttons)])


def called_off(partner: str, qbr_id: UUID, held_on: date) -> InternalMessage:
    """Say that a review did not take place, and offer to take that back."""
    text = render("qbr_called_off", partner=partner, held_on=held_on)
    undo = button("Undo", Action.QBR_TAKES_PLACE, str(qbr_id))
    return InternalMessage(text=text, blocks=[section(text), actions("qbr.called_off", undo)])


def takes_place(partner: str, qbr_id: UUID, held_on: date) -> InternalMessage:
    """Say that a review takes place after all, and offer to call it off again."""
    text = render("qbr_takes_place", partner=partner, held_on=held_on)
    off = button("It did not take place", Action.QBR_CALL_OFF, str(qbr_id))
    return InternalMessage(text=text, blocks=[section(text), actions("qbr.takes_place", off)])


def date_view(
    partner: str,
    partner_id: UUID,
    *,
    initial: date,
    held_on: date | None,
    is_today: bool = False,
) -> InternalView:
    """Return the modal that asks for the date; ``held_on`` is the date there is already.

    On that day itself it asks for the date of the one after it.
    """
    said = f"The next review is on {held_on:%-d %B %Y}." if held_on else "No review is set yet."
    if is_today:
        said = "A review is today and stays: set the date of the one after it."
    field = input_block(
        HELD_ON,
        "Date of the next review",
        date_input("qbr.held_on", initial=initial),
        hint="Some days before it the channel gets the summary and the owner the pack.",
    )
    show = button("Show the page so far", Action.QBR_SHOW, str(partner_id)) if held_on else None
    head = section(Safe(f"*{escape(cut(partner, 200))}*. {said}"), accessory=show)
    blocks = [head, field]
    private = {"partner": partner_id}
    return InternalView(
        modal(Callback.QBR_DATE, "Quarterly review", blocks, submit="Save", private=private)
    )


def _pack_buttons(partner_id: UUID) -> Block:
    value = str(partner_id)
    return actions(
        "qbr.pack",
        button("Write down a promise", Action.COMMITMENT_NEW, value),
        button("Change the date", Action.QBR_SET_DATE, value),
        button("Explain the health", Action.HEALTH_SHOW, value),
    )


def _remarks(pack: QbrPack) -> list[Block]:
    if not pack.remarks and not pack.unexplained:
        return []
    said = str(render("qbr_remarks", pack=pack, shown=REMARKS)).splitlines()
    return [section(Safe("\n".join(filter(str.strip, said))))]


def _caps(health: HealthFacts) -> list[Block]:
    return [context(*(f"Cap: {cap}" for cap in health.caps))] if health.caps else []


def _alt(pack: QbrPack) -> str:
    return f"{cut(goals_in_words(pack.page), 1500)} {trend_in_words(pack.health)}"


def _picture(pack: QbrPack) -> dict[str, object]:
    title = f"{pack.page.partner}: goals against pace"
    bars = [bar_of(goal) for goal in pack.page.goals]
    return goals_and_health_spec(title, bars, pack.health.trend)
