"""The modal that writes down a promise."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import (
    date_input,
    external_select,
    input_block,
    radio,
    text_input,
    users_select,
)
from messages.parts import Element, context, modal, option
from messages.render import link

OURS, THEIRS = "ours", "theirs"


@dataclass(frozen=True, slots=True)
class PromiseDraft:
    """What is known already when the modal opens; None and "" have to be asked for.

    ``kept`` names what the modal cannot hold itself, such as the permalink.
    """

    partner: tuple[UUID, str] | None = None
    title: str = ""
    owner: str | None = None  # Slack user id
    theirs: bool = False
    due_on: date | None = None
    permalink: str | None = None


def new_promise(draft: PromiseDraft) -> InternalView:
    """Ask who promises what by when, and how one sees that it is done."""
    sides = [
        option("We promise it", OURS),
        option("They promise it", THEIRS),
    ]
    blocks: list[Block] = [
        input_block("partner", "Partner", partner_select(draft.partner)),
        input_block(
            "title",
            "What is promised",
            text_input("title", initial=draft.title, max_length=250),
        ),
        input_block(
            "side", "Who promises it", radio("side", sides, initial=_side(theirs=draft.theirs))
        ),
        input_block(
            "owner",
            "Owner",
            users_select("owner", initial=draft.owner),
            hint="One person answers for it.",
            optional=True,
        ),
        input_block("due_on", "Due", date_input("due_on", initial=draft.due_on)),
        input_block(
            "test",
            "How both sides see it is done",
            text_input("test", max_length=300),
            optional=True,
        ),
    ]
    if draft.permalink:
        blocks.insert(0, context(link(draft.permalink, "From this message")))
    private = {"permalink": draft.permalink} if draft.permalink else {}
    return InternalView(
        modal(
            Callback.COMMITMENT_NEW, "New commitment", blocks, submit="Write down", private=private
        )
    )


def partner_select(partner: tuple[UUID, str] | None) -> Element:
    """Return the menu of partners, with the one that is known chosen."""
    initial = option(partner[1], str(partner[0])) if partner else None
    return external_select(Action.PARTNER_PICK, initial=initial, placeholder="Find a partner")


def partner_options(partners: list[tuple[UUID, str]]) -> list[Element]:
    """Return partners (id and name) as the choices of a menu."""
    return [option(name, str(partner_id)) for partner_id, name in partners]


def _side(*, theirs: bool) -> str:
    return THEIRS if theirs else OURS
