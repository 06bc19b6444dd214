"""A topic's own facts and the plan, in the words both sides read."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from messages.render import Safe, day, escape, link, mention, number
from messages.shared.kickoff_fields import LEVELS, RHYTHMS, Fact, Plan
from storage.kickoffs import KickoffTopic


def facts_of(row: KickoffTopic, *, us: str, partner: str) -> tuple[tuple[str, Safe], ...]:
    """Return what was said on one topic besides the answers, as label and text."""
    shown = ((label, _shown(fact, row.facts.get(fact.value))) for fact, label in _LABELS.items())
    return tuple((label.format(us=us, partner=partner), text) for label, text in shown if text)


def plan_of(fields: Mapping[str, str], *, us: str, partner: str) -> tuple[tuple[str, Safe], ...]:
    """Return people and rhythm, as label and text; what was left empty is left out.

    To whom we escalate is ours alone, so it is left out too.
    """
    roles = fields.get(Plan.ROLES, "").strip()
    rhythm = fields.get(Plan.RHYTHM, "")
    shown = (
        ("Roles", escape(roles[:_LONGEST_ROLES])),
        (f"{us}'s sponsor", _person(fields.get(Plan.OUR_SPONSOR))),
        (f"{partner}'s sponsor", escape(fields.get(Plan.THEIR_SPONSOR, "").strip())),
        ("Both sides meet", escape(RHYTHMS.get(rhythm, rhythm).lower())),
    )
    return tuple((label, text) for label, text in shown if text)


_LONGEST_ROLES = 300
_LABELS: Mapping[Fact, str] = {
    Fact.LEVEL_OURS: "Level wanted by {us}",
    Fact.LEVEL_THEIRS: "Level wanted by {partner}",
    Fact.ROLL_OUT_ON: "Rolled out widely by",
    Fact.FIRST_TEAMS: "First reps or regions",
    Fact.ESTIMATE: "Customers it could fit",
    Fact.EXPLAINED_BY: "Explained by",
    Fact.UNDERSTOOD_BY: "Understood by",
    Fact.LINK: "Written down",
}


def _shown(fact: Fact, held: str | None) -> Safe:
    if not held:
        return Safe("")
    if fact in (Fact.LEVEL_OURS, Fact.LEVEL_THEIRS):
        return escape(LEVELS.get(held, held))
    if fact is Fact.ROLL_OUT_ON:
        return day(date.fromisoformat(held))
    if fact is Fact.ESTIMATE:
        return number(Decimal(held.replace(",", "").replace(" ", "")))
    if fact is Fact.EXPLAINED_BY:
        return mention(held)
    return link(held, "our program") if fact is Fact.LINK else escape(held)


def _person(slack_user_id: str | None) -> Safe:
    return mention(slack_user_id) if slack_user_id else Safe("")
