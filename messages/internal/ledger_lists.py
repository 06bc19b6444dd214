"""What only we read: a partner's sheet, and the honest portfolio."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.rules.pace import Band
from messages.audience import Block, InternalMessage
from messages.ids import Action
from messages.inputs import MAX_OPTIONS, external_select, select
from messages.internal.channels import PausedChannel, paused_lines
from messages.parts import actions, button, context, option, section
from messages.render import Safe, cut, render
from messages.shared import ledger_lists as shared
from messages.shared.ledger_facts import GoalFacts, PromiseFacts

MOST_NAMES = 10  # in one block
MOST_BLOCKS = 50  # of a message
MOST_PARTS = 45  # of it for the portfolio's lines
LONGEST_TEXT = 3500
PAUSED_SHOWN = 2
ASKS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """One partner's head: ``is_paper`` is signed without any pipeline."""

    id: UUID
    name: str
    stage_words: str
    owner: str | None
    sponsor: str | None
    signed_on: date | None
    is_paper: bool
    days_signed: int | None
    unconfirmed_days: int | None = None  # their half of the kickoff waits; None: it does not
    paused: tuple[PausedChannel, ...] = ()  # channels nothing is posted in
    wake_on: date | None = None  # until when it is parked
    rests_because: str | None = None  # why it is parked, or has ended


@dataclass(frozen=True, slots=True)
class PortfolioLine:
    """One partner of the portfolio."""

    id: UUID
    name: str
    owner: str | None
    open_deals: int
    off_pace: int
    days_signed: int | None
    wake_on: date | None = None  # until when it is parked


@dataclass(frozen=True, slots=True)
class PortfolioGroup:
    """The partners that stand at one point; ``lines`` are the first of ``count``."""

    words: str
    count: int
    lines: tuple[PortfolioLine, ...]


def partner_sheet(
    partner: PartnerFacts,
    goals: Sequence[GoalFacts],
    promises: Sequence[PromiseFacts],
    ended: Sequence[GoalFacts] = (),
) -> InternalMessage:
    """Show one partner: where it stands, its numbers, how others ended, what each side owes."""
    head = render("ledger_partner_head", partner=partner)
    value = str(partner.id)
    lines: list[Block] = [
        section(head),
        *paused_lines(partner.paused[:PAUSED_SHOWN]),
        *shared.goal_blocks(goals),
        *_asking(goals),
        *shared.ended_blocks(ended),
        *shared.numbered(promises),
    ]
    ways = [
        button("New commitment", Action.COMMITMENT_NEW, value, style="primary"),
        button("New goal", Action.GOAL_NEW, value),
        *([button("Close a goal", Action.GOAL_CLOSE_ONE, value)] if goals else []),
    ]
    blocks = [*lines[: MOST_BLOCKS - 1], actions("partner:new", *ways)]
    said = [str(block["text"]["text"]) for block in blocks if block["type"] == "section"]
    return InternalMessage(text=cut("\n".join(said), LONGEST_TEXT), blocks=blocks)


def _asking(goals: Sequence[GoalFacts]) -> list[Block]:
    """Return the buttons that put what the partner has not agreed to before them."""
    left = [one for one in goals if not one.agreed_theirs and one.band is not Band.NOT_ALIGNED]
    # A row each: Slack takes one button of a kind in a row.
    return [
        actions(
            f"goals:ask:{one.id}",
            button(f"Ask them to agree: {one.metric}", Action.GOAL_ASK, str(one.id)),
        )
        for one in left[:ASKS_SHOWN]
    ]


def on_me(promises: Sequence[PromiseFacts]) -> InternalMessage:
    """Show one of us what is on them, with every partner."""
    said = shared.on_me(promises)
    return InternalMessage(text=said.text, blocks=said.blocks)


def open_with(partner: str, promises: Sequence[PromiseFacts]) -> InternalMessage:
    """Show what is open with one partner."""
    said = shared.open_with(partner, promises)
    return InternalMessage(text=said.text, blocks=said.blocks)


def portfolio(groups: Sequence[PortfolioGroup], *, matching: str = "") -> InternalMessage:
    """Show every partner by where it really stands, never as one total."""
    if not any(group.count for group in groups):
        text = render("ledger_no_partners", matching=matching)
        return InternalMessage(text=text, blocks=[section(text)])
    head = render("ledger_portfolio_head", counts=[(group.words, group.count) for group in groups])
    parts = [part for group in groups if group.lines for part in _group(group)]
    blocks = [section(head), *(section(part) for part in parts[:MOST_PARTS])]
    said = "\n".join(str(block["text"]["text"]) for block in blocks)
    return InternalMessage(text=cut(said, LONGEST_TEXT), blocks=blocks)


def partner_added(partner_id: UUID, name: str, owner: str) -> InternalMessage:
    """Say that a partner was added, and what comes next."""
    text = Safe(cut(render("ledger_partner_added", partner=name, owner=owner), LONGEST_TEXT))
    ways = actions("partner:added", button("Show it", Action.PARTNER_SHOW, str(partner_id)))
    return InternalMessage(text=text, blocks=[section(text), ways])


def pick_partner(name: str, partners: Sequence[tuple[UUID, str]]) -> InternalMessage:
    """Ask which partner a command is about; a menu that searches where they are many."""
    text = render("ledger_pick_partner", name=name)
    options = [option(known, str(partner_id)) for partner_id, known in partners]
    if 0 < len(options) <= MAX_OPTIONS:
        menu = select(Action.PARTNER_PICK, options, placeholder="Choose a partner")
    else:
        menu = external_select(Action.PARTNER_PICK, placeholder="Find a partner")
    return InternalMessage(
        text=text,
        blocks=[section(text), actions("partner:pick", menu), context(render("ledger_pick_hint"))],
    )


def _group(group: PortfolioGroup) -> list[Safe]:
    """Return a group's partners, ten to a block, with the way to those that are left out."""
    lines = [f"• {cut(render('ledger_portfolio_line', one=one), 250)}" for one in group.lines]
    parts = [lines[at : at + MOST_NAMES] for at in range(0, len(lines), MOST_NAMES)]
    parts[0].insert(0, f"*{group.words.capitalize()}: {group.count}*")
    left = group.count - len(lines)
    if left:
        parts[-1].append(render("ledger_portfolio_more", count=left, words=group.words))
    return [Safe("\n".join(part)) for part in parts]
