"""The alignment summary: what was agreed, what is not yet, and how the partner answers."""

from dataclasses import dataclass

from messages.audience import Block, SharedMessage
from messages.ids import Action
from messages.parts import Element, actions, button, context, divider, header, section
from messages.render import Safe, cut, escape, render
from messages.shared.kickoff_page import KickoffPage, PromiseLine, TopicLine

# Slack refuses a message whose blocks hold too much text in all (msg_blocks_too_long, a
# little above 13,000 characters), so a long kickoff is shown with shorter answers. The full
# words are behind the button "Read in full".
MOST_TEXT = 12_000
MOST_GOALS = 4
MOST_OWN = 8
MOST_ASKED = 8


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much of each answer and title is shown."""

    answer: int
    title: int


IN_FULL = Lengths(2900, 250)
_LENGTHS = (
    Lengths(300, 200),
    Lengths(200, 120),
    Lengths(120, 80),
    Lengths(60, 50),
    Lengths(30, 40),
)


def summary(page: KickoffPage, *, can_answer: bool) -> SharedMessage:
    """Return the summary; ``can_answer`` puts the partner's buttons under it.

    Where there is no shared channel, our people press them for the partner, and it says so.
    """
    text = render("kickoff_summary_text", page=page)
    blocks: list[Block] = []
    for lengths in _LENGTHS:
        blocks = _blocks(page, lengths, can_answer=can_answer)
        if _text_in(blocks) <= MOST_TEXT:
            break
    return SharedMessage(text=cut(text, 1000), blocks=blocks)


def _blocks(page: KickoffPage, lengths: Lengths, *, can_answer: bool) -> list[Block]:
    blocks = [header(f"Kickoff: {page.us} and {page.partner}"), section(standing(page))]
    blocks += [section(_topic(page, line, lengths)) for line in page.topics]
    blocks.append(divider())
    blocks += outcome(page, lengths, can_answer=can_answer)
    blocks.append(divider())
    if can_answer:
        blocks.append(section(what_now(page)))
    blocks.append(actions("kickoff.answer", *_answers(page, can_answer=can_answer)))
    blocks.append(context(render("kickoff_summary_foot", page=page)))
    return blocks


def _text_in(node: object) -> int:
    """Count the characters people read in blocks."""
    if isinstance(node, list):
        return sum(_text_in(part) for part in node)
    if isinstance(node, dict):
        said = node.get("text")
        own = len(said) if isinstance(said, str) else 0
        return own + sum(_text_in(part) for part in node.values())
    return 0


def standing(page: KickoffPage, *, is_fresh: bool = False) -> Safe:
    """Say how many topics are agreed and whether the partner's half is confirmed.

    How long it waits is only said where the text is drawn anew each time (``is_fresh``).
    """
    return render("kickoff_standing", page=page, is_fresh=is_fresh)


def what_now(page: KickoffPage) -> Safe:
    """Say what is asked of whoever answers for the partner, and what is left of it."""
    waiting = sum(line.is_proposed and not line.is_ours for line in page.promises)
    return render("kickoff_what_now", page=page, waiting=waiting)


def _topic(page: KickoffPage, line: TopicLine, lengths: Lengths) -> Safe:
    return render(
        "kickoff_topic",
        page=page,
        line=line,
        facts=[(label, _short(value, lengths.title)) for label, value in line.facts],
        ours=_short(line.ours, lengths.answer),
        theirs=_short(line.theirs, lengths.answer),
    )


def outcome(page: KickoffPage, lengths: Lengths, *, can_answer: bool) -> list[Block]:
    """Show goals, both sides' commitments, people and the next QBR."""
    blocks: list[Block] = []
    if page.goals:
        blocks.append(section(_goals(page, lengths)))
    ours = [line for line in page.promises if line.is_ours]
    theirs = [line for line in page.promises if not line.is_ours]
    if ours:
        title = f"{page.us}'s commitments"
        blocks.append(section(_promises(title, ours, lengths)))
    if theirs:
        blocks += _asked(page, theirs, lengths, can_answer=can_answer)
    if page.people or page.next_qbr:
        blocks.append(section(_people(page, lengths)))
    return blocks


def _people(page: KickoffPage, lengths: Lengths) -> Safe:
    people = [(label, _short(value, lengths.title)) for label, value in page.people]
    return render("kickoff_people", people=people, next_qbr=page.next_qbr)


def _goals(page: KickoffPage, lengths: Lengths) -> Safe:
    shown = [(goal, _short(goal.metric, lengths.title)) for goal in page.goals[:MOST_GOALS]]
    whose = {"joint": "joint", "ours": f"{page.us}'s", "theirs": f"{page.partner}'s"}
    more = len(page.goals) - len(shown)
    return render("kickoff_goals", goals=shown, whose=whose, more=more)


def _promises(title: str, lines: list[PromiseLine], lengths: Lengths) -> Safe:
    shown = [(line, _short(line.title, lengths.title)) for line in lines[:MOST_OWN]]
    return render("kickoff_promises", title=title, lines=shown, more=len(lines) - len(shown))


def _asked(
    page: KickoffPage, lines: list[PromiseLine], lengths: Lengths, *, can_answer: bool
) -> list[Block]:
    """Show each of the partner's commitments with the ways to answer it."""
    blocks = [section(render("kickoff_asked_head", page=page, can_answer=can_answer))]
    for line in lines[:MOST_ASKED]:
        blocks.append(section(promise_text(line, lengths.title)))
        buttons = promise_buttons(line) if can_answer else []
        if buttons:
            blocks.append(actions(f"kickoff.promise.{line.id}", *buttons))
    if len(lines) > MOST_ASKED:
        blocks.append(context(render("kickoff_more", more=len(lines) - MOST_ASKED)))
    return blocks


def promise_text(line: PromiseLine, longest: int) -> Safe:
    """Return a commitment, who owns it, where it stands, and what was asked of it."""
    return render(
        "kickoff_promise",
        line=line,
        title=_short(line.title, longest),
        change=_short(line.change.title, longest) if line.change else None,
        reason=_short(line.reason, longest) if line.reason else None,
    )


def promise_buttons(line: PromiseLine) -> list[Element]:
    """Return the ways to answer one of the partner's commitments; none once it is settled."""
    value = str(line.id)
    if not line.is_proposed:
        return []
    if line.change is not None:
        return [
            button("Agree to the change", Action.KICKOFF_TAKE_CHANGE, value),
            button("Keep it as it was", Action.KICKOFF_KEEP_PROMISE, value),
        ]
    return [
        button("Accept", Action.KICKOFF_ACCEPT, value),
        button("Change", Action.KICKOFF_CHANGE_PROMISE, value),
        button("Decline", Action.KICKOFF_DECLINE, value),
    ]


def _answers(page: KickoffPage, *, can_answer: bool) -> list[Element]:
    value = str(page.id)
    read = button("Read in full", Action.KICKOFF_READ, value)
    if not can_answer:
        return [read]
    words = "Change our half" if page.has_shared_channel else "Change their half"
    change = button(words, Action.KICKOFF_CHANGE, value)
    if page.confirmation is not None:
        return [change, read]
    words = "Confirm our half" if page.has_shared_channel else f"Record {page.partner}'s yes"
    return [button(words, Action.KICKOFF_CONFIRM, value, style="primary"), change, read]


def _short(text: str, longest: int) -> Safe:
    return Safe(cut(escape(text), longest))
