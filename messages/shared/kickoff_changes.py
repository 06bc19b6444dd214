"""What we are told when the partner changes something, and the forms they change it in."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from bot.rules.kickoff import Topic, TopicState
from messages.audience import Block, SharedMessage, SharedView
from messages.ids import Action, Callback
from messages.inputs import date_input, input_block, select, text_input
from messages.parts import actions, button, context, divider, modal, option, section
from messages.render import Safe, cut, escape, render
from messages.shared.kickoff_fields import LONGEST_ANSWER, SHOWN, Part, field, marks
from messages.shared.kickoff_page import KickoffPage, TopicLine
from messages.shared.kickoff_summary import IN_FULL, outcome, standing, what_now

_ACTION = "value"
_LONGEST_TITLE = 250
_WORDS = {
    TopicState.AGREED: "Agreed",
    TopicState.DIFFERS: "We see it differently",
    TopicState.OPEN: "Open: not settled yet",
    TopicState.DECLINED: "Not part of this kickoff",
}


def change_asked(
    commitment_id: UUID, *, who: str, partner: str, title: str, to: str, due_on: date
) -> SharedMessage:
    """Tell our owner that the partner wants other words or another date."""
    text = render(
        "kickoff_change_asked", who=who, partner=partner, title=title, to=to, due_on=due_on
    )
    value = str(commitment_id)
    buttons = actions(
        "kickoff.change_asked",
        button("Agree to the change", Action.KICKOFF_TAKE_CHANGE, value, style="primary"),
        button("Keep it as it was", Action.KICKOFF_KEEP_PROMISE, value),
    )
    return SharedMessage(text=text, blocks=[section(text), buttons])


def half_changed(who: str, partner: str, topics: Sequence[Topic]) -> SharedMessage:
    """Tell our owner that the partner changed their half."""
    titles = [topic.title for topic in topics]
    text = render("kickoff_half_changed", who=who, partner=partner, titles=titles)
    return SharedMessage(text=text, blocks=[section(text)])


def promise_declined(who: str, partner: str, *, title: str, reason: str) -> SharedMessage:
    """Tell our owner that the partner declined one of their commitments, and why."""
    text = render("kickoff_promise_declined", who=who, partner=partner, title=title, reason=reason)
    return SharedMessage(text=text, blocks=[section(text)])


def change_answered(title: str, *, who: str, agreed: bool) -> SharedMessage:
    """Say what became of the change the partner asked for."""
    text = render("kickoff_change_answered", title=title, who=who, agreed=agreed)
    return SharedMessage(text=text, blocks=[section(text)])


def change_replaced(title: str, *, who: str) -> SharedMessage:
    """Say that the partner asked for another change since."""
    text = render("kickoff_change_replaced", title=title, who=who)
    return SharedMessage(text=text, blocks=[section(text)])


def change_over(title: str, state: str) -> SharedMessage:
    """Say that somebody answered the change before."""
    text = render("kickoff_change_over", title=title, state=state)
    return SharedMessage(text=text, blocks=[section(text)])


def their_half(page: KickoffPage) -> SharedView:
    """Let the partner put their answers right, topic by topic."""
    blocks: list[Block] = [section(render("kickoff_their_half", page=page))]
    for line in page.topics:
        ours = Safe(cut(escape(line.ours), 2000))
        blocks += [
            divider(),
            section(render("kickoff_their_topic", page=page, line=line, ours=ours)),
            _their_answer(line),
            _their_state(line),
        ]
    shown = {field(line.topic, Part.THEIRS): line.theirs for line in page.topics}
    shown |= {field(line.topic, Part.STATE): line.state.value for line in page.topics}
    private = {"kickoff": page.id, SHOWN: marks(shown)}
    return SharedView(
        modal(Callback.KICKOFF_THEIRS, "Change our half", blocks, submit="Save", private=private)
    )


def change_promise(commitment_id: UUID, *, title: str, due_on: date) -> SharedView:
    """Ask for other words or another date for one commitment."""
    words = text_input(_ACTION, initial=title, multiline=False, max_length=_LONGEST_TITLE)
    blocks = [
        section(render("kickoff_change_head")),
        input_block("title", "What is promised", words),
        input_block("due_on", "Due", date_input(_ACTION, initial=due_on)),
    ]
    return SharedView(
        modal(
            Callback.KICKOFF_CHANGE_PROMISE,
            "Change it",
            blocks,
            submit="Propose",
            private={"commitment": commitment_id},
        )
    )


def decline_promise(commitment_id: UUID, *, title: str) -> SharedView:
    """Ask why a commitment is declined."""
    reason = text_input(_ACTION, multiline=True, max_length=500)
    hint = "Both sides read this."
    blocks = [
        section(render("kickoff_decline_head", title=title)),
        input_block("reason", "Why", reason, hint=hint),
    ]
    return SharedView(
        modal(
            Callback.KICKOFF_DECLINE,
            "Decline it",
            blocks,
            submit="Decline",
            private={"commitment": commitment_id},
        )
    )


def disagree(page: KickoffPage, line: TopicLine) -> SharedView:
    """Ask how the partner sees one topic; it is put beside what our side says."""
    ours = Safe(cut(escape(line.ours), 2000))
    position = text_input(_ACTION, initial=line.theirs, multiline=True, max_length=LONGEST_ANSWER)
    blocks = [
        section(render("kickoff_their_topic", page=page, line=line, ours=ours)),
        input_block("position", "How we see it", position, hint="Both sides read this."),
    ]
    private = {"topic": line.id}
    return SharedView(
        modal(
            Callback.KICKOFF_DISAGREE,
            "We see it differently",
            blocks,
            submit="Save",
            private=private,
        )
    )


def in_full(page: KickoffPage, *, may_edit: bool, may_answer: bool) -> SharedView:
    """Show every word of the kickoff; our people can edit a topic from here."""
    blocks: list[Block] = [section(standing(page, is_fresh=True))]
    if may_answer:
        blocks.append(section(what_now(page)))
    if may_answer and page.confirmation is None:
        words = "Confirm our half" if page.has_shared_channel else f"Record {page.partner}'s yes"
        confirm = button(words, Action.KICKOFF_CONFIRM, str(page.id), style="primary")
        blocks.append(actions("kickoff.full", confirm))
    for line in page.topics:
        blocks += _full_topic(page, line, may_edit=may_edit, may_answer=may_answer)
    blocks += [divider(), *outcome(page, IN_FULL, can_answer=may_answer)]
    blocks.append(context(render("kickoff_full_foot")))
    return SharedView(modal(Callback.KICKOFF_READ, "Kickoff", blocks, close="Close"))


def _full_topic(
    page: KickoffPage, line: TopicLine, *, may_edit: bool, may_answer: bool
) -> list[Block]:
    head = render("kickoff_topic", page=page, line=line, facts=line.facts, ours="", theirs="")
    way = None
    if may_edit:
        way = button("Edit", Action.KICKOFF_EDIT_TOPIC, str(line.id))
    elif may_answer:
        way = button("We see it differently", Action.KICKOFF_DISAGREE, str(line.id))
    blocks: list[Block] = [divider(), section(head, accessory=way)]
    if line.ours:
        blocks.append(section(render("kickoff_answer", whose=page.us, answer=line.ours)))
    if line.theirs:
        blocks.append(section(render("kickoff_answer", whose=page.partner, answer=line.theirs)))
    return blocks


def _their_answer(line: TopicLine) -> Block:
    block_id = field(line.topic, Part.THEIRS)
    typed = text_input(_ACTION, initial=line.theirs, multiline=True, max_length=LONGEST_ANSWER)
    return input_block(block_id, "Our answer", typed, optional=True)


def _their_state(line: TopicLine) -> Block:
    options = [option(words, state.value) for state, words in _WORDS.items()]
    menu = select(_ACTION, options, initial=line.state.value)
    return input_block(field(line.topic, Part.STATE), "Where we stand", menu)
