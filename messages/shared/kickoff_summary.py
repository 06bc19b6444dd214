"""The alignment summary: what was agreed, what is not yet, and how the partner answers."""

from messages.audience import Block, SharedMessage
from messages.ids import Action
from messages.parts import actions, button, context, divider, header, section
from messages.render import Safe, cut, escape, render
from messages.shared.kickoff_page import GoalLine, KickoffPage, PromiseLine, TopicLine

# Slack refuses a message whose blocks hold too much text in all; these keep the longest
# kickoff under it. The full words are behind the button "Read in full".
LONGEST_ANSWER = 260
LONGEST_TITLE = 160
MOST_GOALS = 8
MOST_OWN = 8
MOST_ASKED = 8


def summary(page: KickoffPage, *, can_answer: bool) -> SharedMessage:
    """Return the summary; ``can_answer`` puts the partner's buttons under it.

    Where there is no shared channel, our people press them for the partner, and it says so.
    """
    text = render("kickoff_summary_text", page=page)
    blocks = [header(f"Kickoff: {page.us} and {page.partner}"), section(_standing(page))]
    blocks += [section(_topic(line)) for line in page.topics]
    blocks.append(divider())
    blocks += _outcome(page, can_answer=can_answer)
    blocks.append(divider())
    blocks.append(actions("kickoff.answer", *_answers(page, can_answer=can_answer)))
    blocks.append(context(render("kickoff_summary_foot", page=page)))
    return SharedMessage(text=cut(text, 1000), blocks=blocks)


def standing(page: KickoffPage) -> Safe:
    """Say how many topics are agreed and whether the partner's half is confirmed."""
    return _standing(page)


def _standing(page: KickoffPage) -> Safe:
    return render("kickoff_standing", page=page)


def _topic(line: TopicLine) -> Safe:
    def short(text: str) -> Safe:
        return Safe(cut(escape(text), LONGEST_ANSWER))

    facts = [(label, Safe(cut(value, LONGEST_TITLE))) for label, value in line.facts]
    return render(
        "kickoff_topic", line=line, facts=facts, ours=short(line.ours), theirs=short(line.theirs)
    )


def _outcome(page: KickoffPage, *, can_answer: bool) -> list[Block]:
    """Show goals, both sides' commitments, people and the next QBR."""
    blocks: list[Block] = []
    if page.goals:
        blocks.append(section(_goals(page.goals)))
    ours = [line for line in page.promises if line.is_ours]
    theirs = [line for line in page.promises if not line.is_ours]
    if ours:
        title = f"{page.us}'s commitments"
        blocks.append(section(_promises(title, ours)))
    if theirs:
        blocks += _asked(page, theirs, can_answer=can_answer)
    if page.people or page.next_qbr:
        blocks.append(section(render("kickoff_people", page=page)))
    return blocks


def _goals(goals: tuple[GoalLine, ...]) -> Safe:
    shown = [(goal, Safe(cut(escape(goal.metric), LONGEST_TITLE))) for goal in goals[:MOST_GOALS]]
    return render("kickoff_goals", goals=shown, more=len(goals) - len(shown))


def _promises(title: str, lines: list[PromiseLine]) -> Safe:
    shown = [(line, _short(line.title)) for line in lines[:MOST_OWN]]
    return render("kickoff_promises", title=title, lines=shown, more=len(lines) - len(shown))


def _asked(page: KickoffPage, lines: list[PromiseLine], *, can_answer: bool) -> list[Block]:
    """Show each of the partner's commitments with the ways to answer it."""
    blocks = [section(render("kickoff_asked_head", page=page, can_answer=can_answer))]
    for line in lines[:MOST_ASKED]:
        change = line.change
        blocks.append(
            section(
                render(
                    "kickoff_promise",
                    line=line,
                    title=_short(line.title),
                    change=_short(change.title) if change else None,
                    reason=_short(line.reason) if line.reason else None,
                )
            )
        )
        buttons = promise_buttons(line) if can_answer else []
        if buttons:
            blocks.append(actions(f"kickoff.promise.{line.id}", *buttons))
    if len(lines) > MOST_ASKED:
        blocks.append(context(render("kickoff_more", more=len(lines) - MOST_ASKED)))
    return blocks


def promise_buttons(line: PromiseLine) -> list[Block]:
    """Return the ways to answer one of the partner's commitments; none once it is settled."""
    value = str(line.id)
    if not line.is_proposed:
        return []
    if line.change is not None:
        return [
            button("Agree to the change", Action.KICKOFF_TAKE_CHANGE, value, style="primary"),
            button("Keep it as it was", Action.KICKOFF_KEEP_PROMISE, value),
        ]
    return [
        button("Accept", Action.KICKOFF_ACCEPT, value, style="primary"),
        button("Change", Action.KICKOFF_CHANGE_PROMISE, value),
        button("Decline", Action.KICKOFF_DECLINE, value),
    ]


def _answers(page: KickoffPage, *, can_answer: bool) -> list[Block]:
    value = str(page.id)
    read = button("Read in full", Action.KICKOFF_READ, value)
    if not can_answer:
        return [read]
    change = button("Change", Action.KICKOFF_CHANGE, value)
    if page.confirmation is not None:
        return [change, read]
    words = "Confirm our half" if page.has_shared_channel else f"Record {page.partner}'s yes"
    return [button(words, Action.KICKOFF_CONFIRM, value, style="primary"), change, read]


def _short(text: str) -> Safe:
    return Safe(cut(escape(text), LONGEST_TITLE))
