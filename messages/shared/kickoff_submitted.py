"""What the person who finished a kickoff is told."""

from messages.audience import SharedMessage
from messages.parts import section
from messages.render import render


def submitted(
    partner: str, *, goals: int, promises: int, unsettled: int, has_shared_channel: bool
) -> SharedMessage:
    """Say what the kickoff made and who answers next."""
    text = render(
        "kickoff_submitted",
        partner=partner,
        goals=goals,
        promises=promises,
        unsettled=unsettled,
        has_shared_channel=has_shared_channel,
    )
    return SharedMessage(text=text, blocks=[section(text)])
