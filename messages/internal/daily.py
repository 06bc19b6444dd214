"""The one daily message: what is on a person today, each line with what settles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.rules.defaults import DEFAULTS
from bot.rules.nudging import DigestLine, DigestSection
from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action
from messages.internal import slip
from messages.internal.daily_buttons import Topic, buttons_of
from messages.internal.slip import SlipFacts
from messages.parts import actions, button, context, modal, section
from messages.render import Safe, cut, escape, render

LONGEST_TEXT = 3500
LONGEST_LINE = 900
LINE = "line:"  # begins the block_id of each line
MORE = "daily:more:"  # begins the block_id of the last row; what follows is how many lines more
MODAL_LINES = 80  # a modal holds 100 blocks
_TITLES = {
    DigestSection.WE_OWE: "What we owe them",
    DigestSection.THEY_OWE: "What they owe us",
    DigestSection.OFF_PACE: "Numbers off pace",
    DigestSection.GONE_QUIET: "People gone quiet",
    DigestSection.QBR_NEAR: "Reviews coming up",
    DigestSection.KICKOFFS: "Kickoffs and open topics",
    DigestSection.AWAKE: "Awake again",
    DigestSection.GOALS_OVER: "Goals whose time is over",
}


@dataclass(frozen=True, slots=True)
class DailyLine(DigestLine):
    """One line: what it says, and ``settled``, who answered it and how, once somebody did."""

    topic: Topic = Topic.COMMITMENT
    said: str = ""  # mrkdwn, every value in it escaped
    settled: str | None = None
    partner_id: UUID | None = None


def daily(
    lines: Sequence[DailyLine],
    *,
    behind: int,
    person_id: UUID,
    again_days: int = DEFAULTS.same_fact_days,
) -> InternalMessage:
    """Return the daily message of one person; ``behind`` lines more stand behind the button.

    After ``again_days`` the same is said again at the earliest.
    """
    open_count = sum(line.settled is None for line in lines)
    lead = render("daily_lead", open_count=open_count, behind=behind)
    blocks: list[Block] = [section(lead)]
    texts = [str(lead)]
    before: DigestSection | None = None
    for line in lines:
        title = _TITLES[line.section] if line.section != before else None
        before = line.section
        texts += [f"*{title}*"] if title else []
        texts.append(f"• {_text(line)}")
        blocks += _blocks(line, title)
    blocks += [
        actions(
            f"{MORE}{behind}",
            button(_all_words(behind), Action.DAILY_ALL, str(person_id)),
            button("Why am I getting this?", Action.NUDGE_WHY, str(person_id)),
        ),
        context(render("daily_help", days=again_days)),
    ]
    return InternalMessage(text=cut("\n".join(texts), LONGEST_TEXT), blocks=blocks)


def everything(lines: Sequence[DailyLine]) -> InternalView:
    """Return the modal with all that is on a person."""
    blocks: list[Block] = []
    before: DigestSection | None = None
    for line in lines[:MODAL_LINES]:
        title = f"*{_TITLES[line.section]}*\n" if line.section != before else ""
        before = line.section
        blocks.append(section(Safe(f"{title}• {_text(line)}")))
    if len(lines) > MODAL_LINES:
        blocks.append(section(render("daily_rest", count=len(lines) - MODAL_LINES)))
    if blocks:
        blocks.append(context(Safe("All of it, also what I told you in the last days.")))
    else:
        blocks.append(section(render("daily_nothing")))
    return InternalView(modal("daily.all", "All that is on you", blocks, close="Close"))


def order_in(blocks: Sequence[Block]) -> list[str]:
    """Return the subjects of the lines a message shows, in their order."""
    ids = [str(block.get("block_id", "")) for block in blocks]
    return [block_id.removeprefix(LINE) for block_id in ids if block_id.startswith(LINE)]


def behind_in(blocks: Sequence[Block]) -> int:
    """Return how many lines more a message says stand behind its button."""
    ids = [str(block.get("block_id", "")) for block in blocks]
    counts = [block_id.removeprefix(MORE) for block_id in ids if block_id.startswith(MORE)]
    return sum(int(count) for count in counts if count.isdecimal())


def pace_line(partner: str, facts: SlipFacts) -> Safe:
    """Return a number off its pace in one line."""
    return Safe(f"{escape(partner)}: {slip.line(facts)}")


def ask_line(partner: str, facts: SlipFacts, *, nobody_answers: str | None) -> Safe:
    """Ask for a number; ``nobody_answers`` is the owner's name when others are told instead."""
    return render("daily_ask", partner=partner, slip=facts, nobody_answers=nobody_answers)


def over_line(partner: str, facts: SlipFacts) -> Safe:
    """Ask how a goal ended whose time is over."""
    return render("daily_over", partner=partner, slip=facts)


def commitment_line(
    *,
    title: str,
    partner: str,
    due_on: date,
    days_late: int,
    theirs: bool,
    owner: str | None,
    blocked: str | None,
    test_of_done: str | None,
) -> Safe:
    """Return a promise in one line; ``owner`` is given when it is not the reader's own."""
    return render(
        "daily_commitment",
        title=title,
        partner=partner,
        due_on=due_on,
        days_late=days_late,
        theirs=theirs,
        owner=owner,
        blocked=blocked,
        test_of_done=test_of_done,
    )


def quiet_line(partner: str, contact: str, last_on: date, days: int) -> Safe:
    """Return somebody nobody has spoken with for long."""
    return render("daily_quiet", partner=partner, contact=contact, last_on=last_on, days=days)


def qbr_line(partner: str, held_on: date, days: int) -> Safe:
    """Return a review that is near."""
    return render("daily_qbr", partner=partner, held_on=held_on, days=days)


def awake_line(partner: str, stage: str, why: str | None) -> Safe:
    """Return a partner that was parked and is so no more."""
    return render("daily_awake", partner=partner, stage=stage, why=why)


def settled_line(title: str, who: str | None, did: str, at: str | None = None) -> Safe:
    """Return what stands in a line's place once somebody answered it."""
    return render("daily_settled", title=title, who=who, did=did, at=at)


def commented_line(title: str, who: str | None, said: str, at: str) -> Safe:
    """Return what stands in a line's place once somebody said something about it."""
    return render("daily_commented", title=title, who=who, said=said, at=at)


def _text(line: DailyLine) -> str:
    return cut(line.settled if line.settled is not None else line.said, LONGEST_LINE)


def _blocks(line: DailyLine, title: str | None) -> list[Block]:
    head = f"*{title}*\n" if title else ""
    block = section(Safe(f"{head}• {_text(line)}"), block_id=f"{LINE}{line.subject}")
    buttons = (
        [] if line.settled is not None else buttons_of(line.topic, line.subject, line.partner_id)
    )
    if not buttons:
        return [block]
    return [block, actions(f"{line.topic}:{line.subject}", *buttons)]


def _all_words(behind: int) -> str:
    return f"Show all ({behind} more)" if behind else "Show all"
