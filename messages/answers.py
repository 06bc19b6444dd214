"""Short fixed answers any listener may give. All of them may be read by anybody."""

from dataclasses import replace

from messages.audience import Message, SharedMessage
from messages.ids import Action, pack
from messages.parts import actions, button, modal, section
from messages.render import Safe, escape


def sentence(text: str) -> SharedMessage:
    """Say one sentence; whatever a person typed in it is escaped."""
    escaped = escape(text)
    return SharedMessage(text=escaped, blocks=[section(escaped)])


def no(text: str) -> SharedMessage:
    """Say in one sentence why something was not done; escaped as above."""
    return replace(sentence(text), title="Not done")


def sent_to_dm() -> SharedMessage:
    """Point to the direct message that holds the answer."""
    return sentence("This channel isn't only ours, so I sent you the answer in a direct message.")


def refused() -> SharedMessage:
    """Say no to somebody who may not do this, without saying what it is."""
    return no("This isn't yours to use. Ask the partner's owner if you think it should be.")


def unverified() -> SharedMessage:
    """Say that Slack did not tell us who this is, so nothing was done."""
    return no("I couldn't check with Slack who you are just now. Please try again.")


def trouble(reference: str) -> SharedMessage:
    """Say that we failed, and how to find it in the log."""
    return no(
        "Something went wrong on my side, and nothing was changed. "
        f"Please try again; if it stays, tell your admin this reference: {reference}"
    )


def outdated() -> SharedMessage:
    """Say that a button's time is over."""
    return no("That button is from an older message and no longer works.")


def open_again(kind: str, name: str, value: str) -> SharedMessage:
    """Offer to open a form again: Slack gives three seconds, and they were over."""
    text = Safe("That took too long to open, so Slack closed the door. Nothing was changed.")
    packed = pack({"kind": kind, "name": name, "value": value[:1500]})
    again = button("Open it", Action.OPEN_AGAIN, packed, style="primary")
    return SharedMessage(text=text, blocks=[section(text), actions("core.open_again", again)])


def as_view(message: Message) -> dict[str, object]:
    """Return an answer as the last page of a modal."""
    blocks = [block for block in message.blocks if block["type"] != "table"]
    return modal("core.answer", message.title, blocks or [section(message.text)], close="Close")
