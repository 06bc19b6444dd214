"""The links of a kickoff, for the partner's owner: each can be told from the others."""

from datetime import timedelta
from uuid import uuid4

from messages.internal.confirm_links import links
from messages.shared.confirm_links import OpenLink
from tests.factories import NOW
from tests.slack_limits import check_message, shown

ENDS = NOW + timedelta(days=14)
LINKS = [OpenLink(uuid4(), name, NOW, ENDS) for name in ("Ben Vogt", "Nadia Brooks")]
ADDRESS = "https://bot.example/confirm/abc"


def lines(url: str | None) -> list[str]:
    """Return the line of each link; their order is that in which they were made."""
    message = links("Acme", url, LINKS)
    check_message(message)
    return [line for line in shown(message.blocks).splitlines() if "Works until" in line]


def test_the_link_whose_address_was_just_shown_says_so() -> None:
    older, newer = lines(ADDRESS)

    assert older.startswith("Made by Ben Vogt, ")
    assert newer.startswith("The link above, made by Nadia Brooks, ")


def test_where_no_address_is_shown_no_link_is_above() -> None:
    assert all(line.startswith("Made by ") for line in lines(None))
