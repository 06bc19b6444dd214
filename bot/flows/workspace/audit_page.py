"""What the nudges led to, and who changed what: of one's own partners, for admins of all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.nudges import rule_words
from bot.flows.workspace import limits
from messages.internal.audit_page import AuditPage, ChangeLine, QualityLine, ViewLine
from storage import nudge_quality, partners, trail
from storage.audit import Audit
from storage.nudge_quality import Quality

LOOK_BACK_DAYS = 90
PARTNERS_SHOWN = 10
CHANGES_SHOWN = 15
VIEWS_SHOWN = 10
KEYS_SHOWN = 3
_PEOPLE = ("owner", "member")  # keys of the trail that hold a person's id


def page(session: Session, actor: Actor, *, now: datetime) -> AuditPage:
    """Return the audit of the partners the actor owns; an admin's is of the whole workspace."""
    scope = {"workspace_id": actor.workspace_id}
    owned = (
        None if actor.is_admin else partners.owned_by(session, **scope, person_id=actor.person_id)
    )
    seen = nudge_quality.seen(
        session,
        since=now - timedelta(days=LOOK_BACK_DAYS),
        **scope,
        partner_ids=owned,
    )
    rules, by_partner = nudge_quality.by_rule_and_partner(seen)
    changes = trail.last_changes(session, **scope, partner_ids=owned, limit=CHANGES_SHOWN)
    views = trail.last_views(session, **scope, partner_ids=owned, limit=VIEWS_SHOWN)
    named = _named_in([*changes, *views]) | set(by_partner)
    names = trail.titles(session, **scope, subject_ids=named)
    worst = sorted(by_partner.items(), key=lambda pair: (pair[1].percent, -pair[1].sent))
    return AuditPage(
        days=LOOK_BACK_DAYS,
        limits=limits.of(session, actor.workspace_id),
        everything=actor.is_admin,
        rules=[_quality(_named(rule), one) for rule, one in sorted(rules.items())],
        partners=[
            _quality(names.get(partner_id, "?"), one) for partner_id, one in worst[:PARTNERS_SHOWN]
        ],
        changes=[_change(entry, names) for entry in changes],
        views=[_view(entry, names) for entry in views],
    )


def _named(rule: str) -> str:
    where = " (in the channel)" if rule_words.family(rule) == "slip" else ""
    return rule_words.about(rule).removeprefix("it was ") + where


def _quality(name: str, one: Quality) -> QualityLine:
    return QualityLine(name, one.sent, one.answered, one.percent, one.median)


def _change(entry: Audit, names: Mapping[UUID, str]) -> ChangeLine:
    return ChangeLine(
        at=entry.at,
        who=_name(entry.actor, names) or entry.actor,
        what=_words(entry.action),
        title=names.get(entry.subject_id) if entry.subject_id else None,
        steps=_steps(entry.before or {}, entry.after or {}, names),
    )


def _view(entry: Audit, names: Mapping[UUID, str]) -> ViewLine:
    about = names.get(entry.subject_id) if entry.subject_id else None
    return ViewLine(
        at=entry.at,
        who=_name(entry.actor, names) or entry.actor,
        page=str((entry.after or {}).get("page")),
        partner=about if entry.subject_kind == "partner" else None,
    )


def _steps(
    before: Mapping[str, Any], after: Mapping[str, Any], names: Mapping[UUID, str]
) -> list[str]:
    """Return what changed, each as "due on: 2026-11-27, now 2026-12-01"."""
    changed = []
    for key, value in after.items():
        was = before.get(key)
        if key not in before or was == value:
            continue
        shown = ["nothing" if each in (None, "", {}) else str(each) for each in (was, value)]
        if key in _PEOPLE:
            shown = [_name(each, names) or each for each in shown]
        changed.append(f"{_words(key)}: {shown[0]}, now {shown[1]}")
    return changed[:KEYS_SHOWN]


def _named_in(changes: list[Audit]) -> set[UUID]:
    ids = {entry.subject_id for entry in changes if entry.subject_id is not None}
    said = [entry.actor for entry in changes]
    for entry in changes:
        said += [
            str((facts or {}).get(key)) for facts in (entry.before, entry.after) for key in _PEOPLE
        ]
    return ids | {found for found in map(_uuid, said) if found is not None}


def _name(said: str, names: Mapping[UUID, str]) -> str | None:
    found = _uuid(said)
    return names.get(found) if found is not None else None


def _uuid(said: str) -> UUID | None:
    try:
        return UUID(said)
    except ValueError:
        return None


def _words(name: str) -> str:
    return name.replace(".", " ").replace("_", " ")
