"""A number that fell behind: said to its owner in the partner's own internal channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_UP, Decimal
from uuid import UUID

from bot.rules.defaults import DEFAULTS
from bot.rules.pace import Band
from messages.audience import Block, InternalMessage
from messages.ids import Action
from messages.parts import actions, button, context, fields, section
from messages.render import Safe, cut, number, plain, render, rough

MOST_SHOWN = 9  # four or five blocks each, of the 50 a message may have
LONGEST_TEXT = 3500
WORDS = {
    Band.AHEAD: "ahead",
    Band.ON_TRACK: "on track",
    Band.AT_RISK: "at risk",
    Band.OFF_TRACK: "off track",
    Band.ACHIEVED: "achieved",
    Band.MISSED: "missed",
    Band.UNMEASURED: "not measured yet",
    Band.STALE: "without a fresh number",
    Band.TOO_EARLY: "too early to say",
    Band.NOT_ALIGNED: "not agreed yet",
}


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """One agreed number as it stands at its newest reading; None where there is no figure.

    ``settled`` is the sentence that says who answered and how, once somebody did.
    """

    goal_id: UUID
    metric: str
    unit: str
    band: Band
    target: Decimal
    due_on: date
    value: Decimal | None = None
    as_of: date | None = None
    source: str | None = None
    expected: Decimal | None = None
    ratio: Decimal | None = None
    lands_at: Decimal | None = None
    needed_per_week: Decimal | None = None
    agreed: bool = True
    confidence: int | None = None  # 1-5, what a person thinks of it
    confidence_reason: str | None = None
    settled: Safe | None = None

    @property
    def words(self) -> str:
        """The band as people say it."""
        return WORDS[self.band]

    @property
    def landing(self) -> Decimal | None:
        """Where it lands at this pace, never rounded onto a target that it does not reach.

        None once its time is over: then it has landed.
        """
        if self.lands_at is None or self.needed_per_week is None:
            return None
        away = ROUND_FLOOR if self.lands_at < self.target else ROUND_CEILING
        return rough(self.lands_at, self.unit, away)

    @property
    def weekly(self) -> Decimal | None:
        """What is needed per week, never rounded to less: of a count one decimal tells more."""
        if self.needed_per_week is None:
            return None
        if self.unit == "count":
            return self.needed_per_week.quantize(Decimal("0.1"), ROUND_UP)
        return rough(self.needed_per_week, self.unit, ROUND_UP)


def slip(
    slips: Sequence[SlipFacts],
    *,
    partner: str,
    partner_id: UUID,
    owners: Sequence[str],
    again_days: int = DEFAULTS.same_fact_days,
) -> InternalMessage:
    """Say which of a partner's numbers fell behind, with what settles each on the spot.

    ``owners`` are the Slack ids of those who are asked; after ``again_days`` the same is said
    again at the earliest.
    """
    shown, more = slips[:MOST_SHOWN], slips[MOST_SHOWN:]
    lead = render("slip_lead", owners=owners, partner=partner, slips=slips)
    blocks = [section(lead)]
    asking = button("Why am I getting this?", Action.NUDGE_WHY, str(partner_id))
    open_ones = [facts for facts in shown if facts.settled is None]
    for facts in shown:
        last = bool(open_ones) and facts is open_ones[-1]
        blocks += _blocks(facts, alone=len(open_ones) == 1, after=[asking] if last else [])
    if more:
        blocks.append(section(render("slip_more", slips=more)))
    if open_ones:
        blocks.append(context(render("slip_help", days=again_days)))
    else:
        blocks.append(actions(f"slip:{partner_id}", asking))
    said = [str(line(facts)) for facts in slips]
    return InternalMessage(text=cut("\n".join([lead, *said]), LONGEST_TEXT), blocks=blocks)


def line(facts: SlipFacts) -> Safe:
    """Return one number in one line: for a daily message and for notifications."""
    if facts.settled is not None:
        return facts.settled
    return render("slip_line", slip=facts, share=_share_words(facts.ratio))


def why(partner: str, facts: SlipFacts) -> str:
    """Return the slip in one plain sentence, as ``tick`` prints it."""
    metric = f"{plain(partner)}: {plain(facts.metric)}"
    if facts.value is None:
        return f"{metric} has no number ({facts.words})"
    now = number(facts.value, facts.unit)
    ratio = _ratio_words(facts.ratio)
    verdict = f"ratio {ratio}, {facts.words}" if ratio else facts.words
    if facts.expected is None:
        return f"{metric} {now} ({verdict})"
    by = facts.as_of or facts.due_on
    return f"{metric} {now} against {number(facts.expected)} expected by {short(by)} ({verdict})"


def short(day: date) -> str:
    """Return a day and its month: "16 Aug"."""
    return f"{day.day} {day:%b}"


def _share_words(ratio: Decimal | None) -> str:
    """Return a ratio as people say it, "43 %", never rounded up into a better band; "" for none."""
    return (
        "" if ratio is None else number((ratio * 100).quantize(Decimal(1), ROUND_FLOOR), "percent")
    )


def _ratio_words(ratio: Decimal | None) -> str:
    """Return a ratio with two places, never rounded up into a better band; "" for none."""
    return "" if ratio is None else f"{ratio.quantize(Decimal('0.01'), ROUND_FLOOR):f}"


def _blocks(facts: SlipFacts, *, alone: bool, after: Sequence[Block]) -> list[Block]:
    if facts.settled is not None:
        return [section(facts.settled)]
    title = section(render("slip_title", slip=facts))
    figures = [part.strip() for part in render("slip_figures", slip=facts).split("\n---")]
    goal = str(facts.goal_id)
    buttons = [
        button("Update the number", Action.GOAL_UPDATE, goal, style="primary" if alone else None),
        button("Comment or plan", Action.NUDGE_COMMENT, goal),
        button("Snooze", Action.NUDGE_SNOOZE, goal),
        button("Hand over", Action.GOAL_REASSIGN, goal),
    ]
    if not facts.agreed:
        buttons = [
            button("Both sides agree", Action.GOAL_AGREE, goal),
            button("We know we differ", Action.GOAL_NOT_ALIGNED, goal),
            *buttons,
        ]
    return [
        title,
        fields(*(Safe(part) for part in figures if part)),
        context(render("slip_source", slip=facts, share=_share_words(facts.ratio))),
        actions(f"goal:{goal}", *buttons, *after),
    ]
