"""The workspace's own numbers: set by its admins, checked, written down, and taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.workspace import limits
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.limit_settings import BY_FIELD, misfits, of_group, value_of
from bot.rules.setting import Group
from messages.internal.workspace_settings import LastChange, Step, steps
from storage import audit, people
from storage.audit import Audit
from storage.workspaces import Workspace

SET = "workspace.settings_set"
CHANGED_SINCE = "The settings were changed again since. Open them to see how they stand."


def shown(session: Session, actor: Actor) -> tuple[Limits, LastChange | None]:
    """Return the numbers as they hold, and the change that can be taken back, to an admin."""
    _admins_only(actor)
    entry = audit.newest(
        session,
        workspace_id=actor.workspace_id,
        action=SET,
        subject_id=actor.workspace_id,
    )
    its = limits.of(session, actor.workspace_id)
    return its, None if entry is None else _last(session, entry)


def faults(
    session: Session, actor: Actor, group: Group, typed: Mapping[str, str]
) -> dict[str, str]:
    """Return one sentence for each field of a group that cannot be kept as it is typed."""
    wrong: dict[str, str] = {}
    for setting in of_group(group):
        written = typed.get(setting.field, "").strip()
        try:
            if written:
                setting.read(written)
        except ValueError as unreadable:
            wrong[setting.field] = str(unreadable)
    if wrong:
        return wrong
    before = session.get_one(Workspace, actor.workspace_id).settings
    return misfits(_as_typed(_overrides(before, group, typed)))


def save(
    session: Session,
    actor: Actor,
    group: Group,
    typed: Mapping[str, str],
    *,
    now: datetime,
) -> list[Step]:
    """Keep one group's numbers; an empty field is the default. Returns what changed.

    Raises Refusal, under the first wrong field, for what cannot be kept.
    """
    _admins_only(actor)
    for field, sentence in faults(session, actor, group, typed).items():
        raise Refusal(sentence, block_id=field)
    workspace = _held(session, actor)
    return _keep(session, workspace, _overrides(workspace.settings, group, typed), actor, now)


def undo(session: Session, actor: Actor, entry_id: UUID | None, *, now: datetime) -> list[Step]:
    """Put back what the settings were before their last change. Returns what changed.

    Raises Refusal when they were changed again since. Taken back twice is as it was.
    """
    _admins_only(actor)
    workspace = _held(session, actor)
    entry = audit.newest(session, workspace_id=workspace.id, action=SET, subject_id=workspace.id)
    if entry is None or entry.id != entry_id:
        raise Refusal(CHANGED_SINCE)
    return _keep(session, workspace, dict(entry.before or {}), actor, now)


def _held(session: Session, actor: Actor) -> Workspace:
    # Not FOR UPDATE: whoever answers meanwhile writes rows that point at their workspace.
    held = {"key_share": True}
    return session.get_one(Workspace, actor.workspace_id, with_for_update=held)


def _keep(
    session: Session,
    workspace: Workspace,
    overrides: dict[str, str],
    actor: Actor,
    now: datetime,
) -> list[Step]:
    before = dict(workspace.settings)
    if overrides == before:
        return []
    workspace.settings = overrides  # a new dict: a change inside the old one is not saved
    session.add(workspace)
    audit.record(
        session,
        workspace_id=workspace.id,
        now=now,
        actor=actor.label,
        action=SET,
        subject=("workspace", workspace.id),
        before=before,
        after=overrides,
    )
    session.flush()
    return steps(before, overrides)


def _overrides(before: Mapping[str, str], group: Group, typed: Mapping[str, str]) -> dict[str, str]:
    """Return the overrides with one group's fields as typed; defaults are not kept."""
    kept = {
        field: written
        for field, written in before.items()
        if field in BY_FIELD and BY_FIELD[field].group is not group
    }
    for setting in of_group(group):
        written = typed.get(setting.field, "").strip()
        value = setting.read(written) if written else value_of(DEFAULTS, setting)
        if value != value_of(DEFAULTS, setting):
            kept[setting.field] = setting.written(value)
    return kept


def _as_typed(overrides: Mapping[str, str]) -> Limits:
    """Return the limits with these overrides, also where they do not fit together."""
    values: dict[str, Any] = {
        field: BY_FIELD[field].read(written) for field, written in overrides.items()
    }
    return replace(DEFAULTS, **values)


def _last(session: Session, entry: Audit) -> LastChange:
    try:
        person = people.of_id(session, workspace_id=entry.workspace_id, person_id=UUID(entry.actor))
    except ValueError:
        person = None
    by = person.name if person else entry.actor
    changed = steps(entry.before or {}, entry.after or {})
    return LastChange(entry.id, entry.at, by, changed)


def _admins_only(actor: Actor) -> None:
    if not (actor.is_internal and actor.is_admin):
        raise Refusal("Only a workspace admin can change these. Ask one of yours.")
