"""What is kept on one person: found, counted, sent as a file, erased. For admins only."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action, Callback
from messages.inputs import external_select, input_block
from messages.parts import Element, actions, button, confirm, modal, option, section
from messages.render import render

WHO = "people_data.who"
TITLE = "A person's data"
NAMES = {
    "person": "Who they are, and their settings",
    "commitment": "Promises",
    "commitmentmove": "Changes of a promise's date",
    "goal": "Goals",
    "reading": "Numbers reported",
    "kickoff": "Kickoffs",
    "kickofftopic": "Answers in a kickoff",
    "confirmlink": "Links by which a kickoff is confirmed",
    "disagreement": "Disagreements",
    "consent": "Consents to reminders",
    "pulse": "Questions of the quarter",
    "pulseanswer": "Answers to the question of the quarter",
    "nudge": "Nudges to them",
    "outbox": "Messages to them",
    "opportunity": "Opportunities",
    "partner": "Partners they look after",
    "partnermember": "Partners they were named to work with",
    "touch": "Contacts with a partner",
    "audit": "Entries of the trail",
}


def choose() -> InternalView:
    """Ask whose data it is about."""
    menu = external_select(Action.DATA_PERSON, placeholder="Type a name")
    blocks: list[Block] = [
        section(render("people_data_choose")),
        input_block(WHO, "Who", menu),
    ]
    return InternalView(modal(Callback.DATA_SHOWN, TITLE, blocks, submit="Show"))


def counted(
    person_id: UUID, name: str, counts: Mapping[str, int], *, sent: bool = False
) -> InternalView:
    """Say how much is kept, and offer all of it as a file, or to erase it."""
    lines = [(NAMES[table], count) for table, count in counts.items()]
    sure = confirm(
        "Erase this person?",
        f"{name}'s name, ids and messages go for good. Promises stay, by nobody. "
        "It can't be undone.",
        yes="Erase",
    )
    blocks: list[Block] = [
        section(render("people_data_counts", name=name, lines=lines, sent=sent)),
        actions(
            "people_data.do",
            button("Send me all of it", Action.DATA_SEND, str(person_id)),
            button("Erase", Action.DATA_ERASE, str(person_id), style="danger", confirm=sure),
        ),
    ]
    return InternalView(modal(Callback.DATA_DONE, TITLE, blocks, close="Close"))


def erased(changed: int) -> InternalView:
    """Say how much no longer names them."""
    text = render("people_data_erased", changed=changed)
    return InternalView(modal(Callback.DATA_DONE, TITLE, [section(text)], close="Close"))


def announced(name: str) -> InternalMessage:
    """Go before the file in the admin's direct message."""
    text = render("people_data_file", name=name)
    return InternalMessage(text=text, blocks=[section(text)])


def file_name(person_id: UUID) -> str:
    """Return what the file is called: an id, since names of files are shown in places of Slack."""
    return f"person-{person_id}.json"


def options(people: Sequence[tuple[UUID, str, str]]) -> list[Element]:
    """Return the menu's choices from id, name and whose they are."""
    return [option(f"{name} ({whose})", str(person_id)) for person_id, name, whose in people]
