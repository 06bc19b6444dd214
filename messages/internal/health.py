"""A partner's health, explained. For our eyes only."""

from bot.rules.stages import Stage
from messages.audience import Block, InternalMessage, InternalView
from messages.ids import Action
from messages.internal.health_content import HealthFacts
from messages.parts import actions, button, confirm, context, header, modal, section
from messages.render import Safe, cut, escape, render

MAX_TREND_WORDS = 8


def health(facts: HealthFacts) -> InternalMessage:
    """Answer how a partner is, with every point explained and any stage to confirm."""
    line = health_line(facts)
    parts = str(render("health", health=facts, line=line)).split("\n---")
    blocks: list[Block] = [
        header(f"{facts.partner}: health"),
        *(section(Safe(part.strip())) for part in parts if part.strip()),
        context(trend_in_words(facts)),
        *_proposed(facts),
    ]
    return InternalMessage(text=Safe(f"{escape(facts.partner)}. {line}"), blocks=blocks)


def health_view(facts: HealthFacts) -> InternalView:
    """Return the same answer as a page over what was being read."""
    return InternalView(modal("health.view", "Health", health(facts).blocks, close="Close"))


def health_line(facts: HealthFacts) -> Safe:
    """Return score, band and change in one sentence."""
    return Safe(" ".join(render("health_line", health=facts).split()).replace(" ,", ","))


def trend_in_words(facts: HealthFacts) -> Safe:
    """Return what the trend's picture shows, for those who cannot see it."""
    known = [point for point in facts.trend if point.score is not None]
    if len(known) < 2:  # noqa: PLR2004 - a trend needs two points
        return Safe("The trend begins once there are two days of health.")
    step = max(len(known) // MAX_TREND_WORDS, 1)
    shown = [*known[:-1:step][-MAX_TREND_WORDS:], known[-1]]
    said = ", ".join(f"{point.on.day} {point.on:%b} {point.score}" for point in shown)
    return Safe(cut(f"Trend of the score: {said}.", 1900))


def stage_confirmed(partner: str, stage: str, by: str) -> InternalMessage:
    """Say in place of the question that the stage was confirmed."""
    text = render("health_stage_confirmed", partner=partner, stage=stage, by=by)
    return InternalMessage(text=text, blocks=[section(text)])


def _proposed(facts: HealthFacts) -> list[Block]:
    if facts.proposal is None:
        return []
    stage = facts.proposal.stage
    parks = stage == Stage.DORMANT.words  # the press opens a form, which is confirmed itself
    ask = confirm(
        f"Move to {stage}?",
        f"{facts.partner} goes from {facts.proposal.now} to {stage}. The history is kept.",
        yes="Confirm",
    )
    press = button(
        f"Confirm: {stage}",
        Action.HEALTH_CONFIRM_STAGE,
        str(facts.snapshot_id),
        style="primary",
        confirm=None if parks else ask,
    )
    return [
        section(render("health_proposal", proposal=facts.proposal)),
        actions("health.proposal", press),
    ]
