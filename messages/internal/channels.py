"""A channel that the bot must leave alone: what its owner is told, shown and offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action, Callback
from messages.parts import Element, actions, button, confirm, context, divider, modal, section
from messages.render import Safe, cut, render

POSTS_SHOWN = 25
FIRST_WORDS = 140


@dataclass(frozen=True, slots=True)
class PausedChannel:
    """A partner's channel; ``was_ours`` says that only our people were to read it."""

    id: UUID
    slack_id: str
    partner: str
    was_ours: bool
    is_paused: bool
    reason: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class StandingPost:
    """A message for our own people that stands there; ``rule`` says in words why it was sent."""

    at: datetime
    rule: str
    words: str
    is_going: bool
    refused: str | None


def channel_paused(its: PausedChannel) -> InternalMessage:
    """Tell an owner that nothing is posted in a channel for now, and offer what can be done."""
    text = render("delivery_paused", its=its, reason=_sentence(its.reason))
    offers = _offers(its, stands=its.was_ours, listed=False)
    return InternalMessage(text=text, blocks=[section(text), *offers])


def answered(its: PausedChannel, count: int, outcome: Safe) -> InternalMessage:
    """Say in place of the notice what came of a button, with what can still be done."""
    offers = _offers(its, stands=count > 0, listed=False)
    return InternalMessage(text=outcome, blocks=[section(outcome), *offers])


def page(
    its: PausedChannel, posts: Sequence[StandingPost], outcome: Safe | None = None
) -> InternalView:
    """Show what stands there of ours, what came of the last button, and what can be done."""
    going = sum(post.is_going for post in posts)
    head = render(
        "channel_page", its=its, reason=_sentence(its.reason), count=len(posts), going=going
    )
    blocks: list[Block] = [section(outcome), divider()] if outcome else []
    blocks += [section(head), *_offers(its, stands=bool(posts), listed=True)]
    blocks += [section(_line(post)) for post in posts[:POSTS_SHOWN]]
    if len(posts) > POSTS_SHOWN:
        blocks.append(context(Safe(f"And {len(posts) - POSTS_SHOWN} older ones.")))
    return InternalView(modal(Callback.CHANNEL_SHOWN, "What I wrote there", blocks, close="Close"))


def resumed(its: PausedChannel) -> Safe:
    """Say that the bot goes on there."""
    return render("channel_resumed", its=its)


def still_closed(its: PausedChannel, reason: str) -> Safe:
    """Say why the bot can't go on there yet."""
    return render("channel_still_closed", its=its, reason=_sentence(reason))


def deleting(its: PausedChannel, count: int) -> Safe:
    """Say how many messages are being deleted."""
    return render("channel_deleting", its=its, count=count)


def made_shared(its: PausedChannel, count: int) -> Safe:
    """Say that the channel is the partner's too now, and what was dropped."""
    return render("channel_made_shared", its=its, count=count)


def deleted(
    channel_id: UUID, slack_id: str, partner: str, left: int, codes: Sequence[str]
) -> InternalMessage:
    """Tell what came of deleting: all of it gone, or what is left and why."""
    said = [code.replace("_", " ") for code in codes]
    text = render("channel_deleted", channel_id=slack_id, partner=partner, left=left, codes=said)
    blocks: list[Block] = [section(text)]
    if left:
        shown = button("What I wrote there", Action.CHANNEL_SHOW, str(channel_id))
        blocks.append(actions("channel.left", shown))
    return InternalMessage(text=text, blocks=blocks)


def paused_lines(paused: Sequence[PausedChannel]) -> list[Block]:
    """Return a line for each paused channel, with the way to its page."""
    return [
        section(
            render("channel_paused_line", its=its, reason=_sentence(its.reason)),
            block_id=f"channel.paused:{its.id}",
            accessory=button("What to do", Action.CHANNEL_SHOW, str(its.id)),
        )
        for its in paused
    ]


def _offers(its: PausedChannel, *, stands: bool, listed: bool) -> list[Block]:
    """Return the row of buttons: about what ``stands`` there, if not ``listed`` yet, and going on.

    None where there is nothing to do.
    """
    value = str(its.id)
    offered: list[Element] = []
    if stands and not listed:
        offered.append(button("What I wrote there", Action.CHANNEL_SHOW, value))
    if stands:
        offered.append(_delete(value))
    if its.is_paused:
        offered.append(button("Look again", Action.CHANNEL_LOOK, value))
    if its.is_paused and its.was_ours:
        offered.append(_make_shared(its, value))
    return [actions(f"channel:{value}", *offered)] if offered else []


def _delete(value: str) -> Element:
    sure = confirm(
        "Delete all of it?",
        "Every message I wrote there for our own people is deleted in Slack, for everybody. "
        "It can't be undone.",
        yes="Delete",
    )
    return button("Delete all of it", Action.CHANNEL_DELETE, value, style="danger", confirm=sure)


def _make_shared(its: PausedChannel, value: str) -> Element:
    sure = confirm(
        "Make it the shared channel?",
        f"From now on I post there what {cut(its.partner, 60)} may read, and nothing of ours. "
        "What I kept for our own people is dropped. What stands there stays unless you delete it.",
        yes="Make it shared",
    )
    return button("Make it the shared channel", Action.CHANNEL_MAKE_SHARED, value, confirm=sure)


def _line(post: StandingPost) -> Safe:
    # As it was sent: escaped already when it was written.
    words = Safe(cut(" ".join(post.words.split()), FIRST_WORDS))
    return render("channel_post", post=post, words=words)


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
