"""The modal that adds a partner and ties a channel to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.rules.stages import SILENT_STAGES, Stage
from messages.audience import Block, InternalView
from messages.ids import Callback
from messages.inputs import date_input, input_block, radio, select, text_input, users_select
from messages.parts import modal, option

INTERNAL, SHARED, NONE = "internal", "shared", "none"


@dataclass(frozen=True, slots=True)
class PartnerDraft:
    """What is known already; ``channel`` says what the channel seems to be, None without one."""

    name: str
    owner: str  # Slack user id
    channel_id: str | None
    channel: str | None
    signed_on: date | None = None


def add(draft: PartnerDraft) -> InternalView:
    """Ask for the partner's name, owner, sponsor and stage, and what this channel is."""
    # To park or to end takes a reason, and a partner to do it to: its settings ask for that.
    stages = stage_options(stage for stage in Stage if stage not in SILENT_STAGES)
    blocks: list[Block] = [
        input_block("name", "Partner", text_input("name", initial=draft.name, max_length=120)),
        input_block("owner", "Owner on our side", users_select("owner", initial=draft.owner)),
        input_block(
            "sponsor",
            "Sponsor on our side",
            users_select("sponsor"),
            hint="Only they hear of what nobody else could settle.",
            optional=True,
        ),
        input_block("stage", "Stage", select("stage", stages, initial=Stage.SIGNED)),
        input_block(
            "signed_on",
            "Signed on",
            date_input("signed_on", initial=draft.signed_on),
            optional=True,
        ),
    ]
    if draft.channel is not None:
        blocks.append(_channel(draft.channel))
    private = {"channel": draft.channel_id} if draft.channel_id else {}
    return InternalView(
        modal(Callback.PARTNER_ADD, "Add a partner", blocks, submit="Add", private=private)
    )


def stage_options(stages: Iterable[Stage]) -> list[Block]:
    """Return the stages as a menu offers them."""
    return [option(stage.words.capitalize(), stage.value) for stage in stages]


def _channel(initial: str) -> Block:
    kinds = [
        option("Our own channel about this partner", INTERNAL, "Only we read it"),
        option("The channel we share with them", SHARED, "They read it too"),
        option("Neither", NONE),
    ]
    return input_block("channel", "This channel is", radio("channel", kinds, initial=initial))
