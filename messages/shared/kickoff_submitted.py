"""What our side is told once a kickoff is finished, and once the partner confirmed it."""

from bot.rules.kickoff import TopicState
from messages.audience import SharedMessage
from messages.parts import section
from messages.render import render
from messages.shared.kickoff_page import KickoffPage


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


def half_confirmed(who: str, page: KickoffPage, *, on_behalf: bool) -> SharedMessage:
    """Tell our owner that the partner's half is confirmed, and what is still open."""
    unsettled = (TopicState.OPEN, TopicState.DIFFERS)
    topics = [page.title(line.topic) for line in page.topics if line.state in unsettled]
    promises = [line.title for line in page.promises if line.is_proposed and not line.is_ours]
    text = render(
        "kickoff_half_confirmed",
        who=who,
        page=page,
        on_behalf=on_behalf,
        topics=topics,
        promises=promises,
    )
    return SharedMessage(text=text, blocks=[section(text)])
