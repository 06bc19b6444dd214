"""The workspace's own numbers: an overview by group, and a form for each group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.limit_settings import of_group, value_of
from bot.rules.setting import Group, Setting
from messages.audience import Block, InternalView
from messages.ids import Action, Callback
from messages.inputs import input_block, text_input
from messages.parts import actions, button, context, modal, section
from messages.render import Safe, render

LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One setting that changed: what it was and what it is, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LastChange:
    """The newest change of the settings, which can be taken back."""

    entry_id: UUID
    at: datetime
    by: str
    steps: Sequence[Step]


def overview(limits: Limits, last: LastChange | None) -> InternalView:
    """Return every number by group; those the workspace set itself say the default too."""
    blocks: list[Block] = [section(render("workspace_settings_head"))]
    if last is not None:
        undo = button("Undo", Action.SETTINGS_UNDO, str(last.entry_id))
        said = render("workspace_settings_last", last=last)
        blocks.append(section(said, block_id="settings.last", accessory=undo))
    for group in Group:
        change = button("Change", Action.SETTINGS_GROUP, group.key)
        lines = [_line(setting, limits) for setting in of_group(group)]
        text = render("workspace_settings_group", title=group.value, lines=lines)
        blocks.append(section(text, block_id=f"settings:{group.key}", accessory=change))
    person = button("A person's data", Action.DATA_CHOOSE)
    lookers = button("Who only looks", Action.SETTINGS_LOOKERS)
    blocks.append(actions("settings.people", person, lookers))
    return InternalView(modal(Callback.SETTINGS_SHOWN, "Workspace settings", blocks, close="Close"))


def form(group: Group, limits: Limits) -> InternalView:
    """Return the fields of one group, filled in with what holds now."""
    blocks: list[Block] = [
        section(Safe(f"*{group.value}*")),
        *(_field(setting, limits) for setting in of_group(group)),
        context(Safe("An empty field goes back to its default.")),
        actions("settings.back", button("Back without saving", Action.SETTINGS_WORKSPACE)),
    ]
    private = {"group": group.key}
    return InternalView(
        modal(Callback.SETTINGS_GROUP, "Workspace settings", blocks, submit="Save", private=private)
    )


def steps(before: Mapping[str, str], after: Mapping[str, str]) -> list[Step]:
    """Return what changed between two sets of overrides, in the order of the settings."""
    changed = []
    for group in Group:
        for setting in of_group(group):
            usual = setting.written(value_of(DEFAULTS, setting))
            was, now = (each.get(setting.field, usual) for each in (before, after))
            if was != now:
                changed.append(Step(setting.label, was, now))
    return changed


def _line(setting: Setting, limits: Limits) -> dict[str, str]:
    value, usual = value_of(limits, setting), value_of(DEFAULTS, setting)
    return {
        "label": setting.label,
        "words": setting.words(value),
        "usual": "" if value == usual else setting.words(usual),
    }


def _field(setting: Setting, limits: Limits) -> Block:
    usual = setting.words(value_of(DEFAULTS, setting))
    unit = f" ({setting.unit}s)" if setting.unit else ""
    return input_block(
        setting.field,
        f"{setting.label}{unit}",
        text_input(
            f"settings.{setting.field}",
            initial=setting.written(value_of(limits, setting)),
            max_length=LONGEST_TYPED,
        ),
        hint=f"Default: {usual}",
        optional=True,
    )
