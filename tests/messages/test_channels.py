"""The page and notices of a paused channel, whatever its partner is called."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from messages.internal import channels
from messages.internal.channels import PausedChannel, StandingPost
from messages.render import escape
from tests.messages.test_ledger_messages import HOSTILE
from tests.slack_limits import check_harmless, check_message, check_shown

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
POST = StandingPost(AT, HOSTILE[:60], escape(HOSTILE), is_going=False, refused=HOSTILE[:60])


def its(*, was_ours: bool = True, is_paused: bool = True) -> PausedChannel:
    return PausedChannel(
        UUID(int=7), "C0ACME", HOSTILE[:120], was_ours, is_paused, HOSTILE[:200], AT
    )


@pytest.mark.parametrize("was_ours", [True, False])
@pytest.mark.parametrize("is_paused", [True, False])
def test_slack_takes_all_of_it_and_nothing_typed_comes_alive(
    *, was_ours: bool, is_paused: bool
) -> None:
    shown = its(was_ours=was_ours, is_paused=is_paused)
    outcomes = (
        channels.resumed(shown),
        channels.still_closed(shown, HOSTILE[:200]),
        channels.deleting(shown, 0),
        channels.deleting(shown, 2),
        channels.made_shared(shown, 1),
    )
    for outcome in outcomes:
        check_shown(channels.page(shown, [POST] * 60, outcome))
        check_message(channels.answered(shown, 60, outcome))
        check_harmless(outcome)
    check_message(channels.channel_paused(shown))
    told = channels.deleted(shown.id, "C0ACME", shown.partner, 3, [HOSTILE[:60]])
    check_message(told)
    check_harmless(told.text)


def test_the_page_says_how_many_older_ones_there_are() -> None:
    page = channels.page(its(), [POST] * 27)
    assert "And 2 older ones." in str(page.payload)
