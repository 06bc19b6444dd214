"""The links to a kickoff, for the partner's owner: a new address, and those that still work."""

from collections.abc import Sequence

from messages.audience import Block, InternalMessage
from messages.ids import Action
from messages.parts import actions, button, confirm, section
from messages.render import Safe, cut, render
from messages.shared.confirm_links import OpenLink

MOST_SHOWN = 10


def links(partner: str, url: str | None, open_ones: Sequence[OpenLink]) -> InternalMessage:
    """Show a new address, if there is one, and each link with the button that ends it.

    ``open_ones`` are in the order in which they were made.
    """
    head = render("confirm_links_open", partner=partner, count=len(open_ones))
    if url:
        head = render("confirm_link_made", partner=partner, url=_shown(url))
    blocks: list[Block] = [section(head)]
    for one in list(open_ones)[-MOST_SHOWN:]:
        is_above = url is not None and one is open_ones[-1]
        blocks.append(section(render("confirm_link_line", link=one, is_above=is_above)))
        sure = confirm(
            "Revoke this link?",
            "Whoever has it can no longer read or answer the kickoff.",
            yes="Revoke",
        )
        ends = button(
            "Revoke", Action.KICKOFF_REVOKE_LINK, str(one.id), style="danger", confirm=sure
        )
        blocks.append(actions(f"link:{one.id}", ends))
    return InternalMessage(text=head, blocks=blocks)


def _shown(url: str | None) -> Safe:
    """Return our own address to be copied; it holds nothing that Slack would read as markup."""
    return Safe(f"`{cut(url, 500)}`") if url else Safe("")
