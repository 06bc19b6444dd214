"""Who of our people may only look: the form in the workspace's settings."""

from collections.abc import Sequence

from messages.audience import InternalView
from messages.ids import Action, Callback
from messages.inputs import input_block, users_multi_select
from messages.parts import actions, button, modal, section
from messages.render import render

FIELD = "settings.lookers"


def form(slack_user_ids: Sequence[str]) -> InternalView:
    """Ask who only looks, filled in with those who do now."""
    blocks = [
        section(render("lookers_head")),
        input_block(
            FIELD,
            "Who only looks",
            users_multi_select(f"{FIELD}.chosen", initial=slack_user_ids),
            hint="Everybody else of ours acts. Take somebody out to let them act again.",
            optional=True,
        ),
        actions("settings.back", button("Back without saving", Action.SETTINGS_WORKSPACE)),
    ]
    return InternalView(modal(Callback.SETTINGS_LOOKERS, "Who only looks", blocks, submit="Save"))
