"""The QBR page as both sides read it, and its reminder."""

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.pace import Band
from messages.audience import Block, SharedMessage
from messages.parts import context, header, picture_block, section
from messages.pictures.spec import Bar, goals_spec
from messages.render import Safe, cut, render
from messages.shared.qbr_content import GoalFacts, Outcome, QbrPage

SHOWN = 5  # lines of a list: the whole is one page
PARTS = 8  # of the page
LONGEST_TEXT = 3500
LONGEST_PART = 1200  # Slack refuses a message whose blocks hold more than about 13,000 in all


def qbr_page(page: QbrPage) -> SharedMessage:
    """Return the one page both sides walk into the review with."""
    page = agreed_only(page)
    intro = render("qbr_intro", page=page)
    bars = [bar_of(goal) for goal in page.goals]
    blocks = [
        header(f"{page.partner} and {page.us}: review on {page.held_on:%-d %B %Y}"),
        section(intro),
        picture_block(goals_in_words(page)),
        *page_blocks(page),
        context(Safe("Every number is from the record both sides keep. Wrong? Say so here.")),
    ]
    title = f"{page.partner}: goals against pace"
    return SharedMessage(read_aloud(blocks), blocks, goals_spec(title, bars))


def qbr_reminder(page: QbrPage) -> SharedMessage:
    """Remind both sides, the day before, of what is still open."""
    text = render("qbr_reminder", page=agreed_only(page))
    return SharedMessage(text=text, blocks=[section(text)])


def agreed_only(page: QbrPage) -> QbrPage:
    """Return the page without drafts: half-agreed numbers, and what we only ask of our own."""
    known = (one for one in page.goals if one.is_agreed or one.band is Band.NOT_ALIGNED)
    told = (one for one in page.ahead if not (one.is_ours and one.outcome is Outcome.PROPOSED))
    asked = (one for one in page.unanswered if not one.is_ours)
    return replace(page, goals=tuple(known), ahead=tuple(told), unanswered=tuple(asked))


def page_blocks(page: QbrPage, parts: Sequence[int] = range(PARTS)) -> list[Block]:
    """Return parts of the page, all of them unless told; numbered as they are shown here."""
    whole = render("qbr_page", page=page, shown=SHOWN).split("\n---\n")
    return [
        section(Safe(f"*{number}. {_tight(whole[part]).removeprefix('*')}"))
        for number, part in enumerate(parts, start=1)
    ]


def read_aloud(blocks: list[Block]) -> Safe:
    """Return the sections of a message as its text, for notifications and screen readers."""
    said = [str(block["text"]["text"]) for block in blocks if block["type"] == "section"]
    return Safe(cut("\n".join(said), LONGEST_TEXT))


def bar_of(goal: GoalFacts) -> Bar:
    """Return the goal as the picture shows it."""
    return Bar(
        name=goal.name,
        state=goal.state,
        figures=str(render("qbr_figures", goal=goal)),
        reached=goal.reached,
        expected=goal.expected_share,
        behind=goal.is_behind,
    )


def goals_in_words(page: QbrPage) -> str:
    """Return what the picture of the goals shows, for those who cannot see it."""
    said = [f"{goal.name}: {goal.state}, {render('qbr_figures', goal=goal)}" for goal in page.goals]
    listed = "; ".join(said) if said else "No agreed goals yet"
    return cut(f"Goals against pace. {listed}.", 1900)


def _tight(part: str) -> str:
    """Return the part without empty lines; of a very long one only the lines that fit."""
    kept: list[str] = []
    length = 0
    for line in filter(str.strip, part.splitlines()):
        length += len(line) + 1
        if length > LONGEST_PART:
            return "\n".join([*kept, "• …"])
        kept.append(line)
    return "\n".join(kept)
