"""What the nudges led to, and the last changes: for the owner of the partners, or an admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.defaults import DEFAULTS, Limits
from messages.audience import InternalMessage
from messages.parts import context, section
from messages.render import Safe, cut, render

LONGEST_TEXT = 3500
_DAY_H, _HOUR_MIN = 24, 60


@dataclass(frozen=True, slots=True)
class QualityLine:
    """The nudges of one rule or partner: how many were seen, answered, and how soon."""

    name: str
    sent: int
    answered: int
    percent: int
    median: timedelta | None

    @property
    def soon(self) -> str:
        """The median time to an answer in words: "3 h"; "" without an answer."""
        if self.median is None:
            return ""
        minutes = int(self.median.total_seconds() // 60)
        if minutes < _HOUR_MIN:
            return f"{minutes} min"
        hours = minutes // _HOUR_MIN
        return f"{hours} h" if hours < 2 * _DAY_H else f"{hours // _DAY_H} days"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: when, who, what, about which thing, and from what to what."""

    at: datetime
    who: str
    what: str
    title: str | None
    steps: Sequence[str]


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One look at a page that is only ours: when, who, which page, of which partner."""

    at: datetime
    who: str
    page: str
    partner: str | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The audit; ``everything`` says that it is of the whole workspace."""

    days: int
    everything: bool
    rules: Sequence[QualityLine]
    partners: Sequence[QualityLine]
    changes: Sequence[ChangeLine]
    views: Sequence[ViewLine] = ()
    limits: Limits = DEFAULTS  # what decides how often is nudged, as the workspace has it


def audit(page: AuditPage) -> InternalMessage:
    """Return the audit as a private answer."""
    parts = [
        render("audit_head", page=page),
        render("audit_quality", title="By kind of nudge", lines=page.rules),
        render("audit_quality", title="By partner, the least answered first", lines=page.partners),
        render("audit_changes", changes=page.changes),
        render("audit_views", views=page.views),
    ]
    shown = [part for part in parts if part]
    blocks = [section(part) for part in shown]
    blocks.append(context(render("audit_foot", page=page)))
    return InternalMessage(text=cut(Safe("\n".join(shown)), LONGEST_TEXT), blocks=blocks)
