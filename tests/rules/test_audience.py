"""What is ours never reaches anybody else."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.audience import (
    Audience,
    ChannelFacts,
    UserFacts,
    Verdict,
    is_internal,
    may_message,
    may_post,
    only_company,
)

OURS = ChannelFacts(
    looked_up=True,
    is_member=True,
    is_archived=False,
    is_frozen=False,
    is_ext_shared=False,
    is_pending_ext_shared=False,
    pending_connected_team_ids=(),
    has_guests=False,
)
NADIA = UserFacts("U1", looked_up=True, team_id="T1")


def test_an_internal_text_may_go_to_a_channel_that_is_ours_alone() -> None:
    assert may_post(Audience.INTERNAL, OURS) == Verdict(allowed=True)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_ext_shared": True}, "The channel is shared with another company."),
        ({"is_pending_ext_shared": True}, "The channel is about to be shared."),
        ({"pending_connected_team_ids": ("T2",)}, "The channel is about to be shared."),
        ({"is_frozen": True}, "The channel is frozen."),
        ({"has_guests": True}, "There are guests in the channel."),
        ({"has_guests": None}, "Not enough is known about the channel."),
        ({"is_member": None}, "Not enough is known about the channel."),
        ({"pending_connected_team_ids": None}, "Not enough is known about the channel."),
        ({"looked_up": False}, "The channel could not be looked up."),
    ],
)
def test_anything_else_may_hold_shared_texts_only(change: dict[str, Any], reason: str) -> None:
    facts = replace(OURS, **change)
    assert may_post(Audience.INTERNAL, facts) == Verdict(allowed=False, reason=reason)
    assert may_post(Audience.SHARED, facts).allowed


@pytest.mark.parametrize("audience", Audience)
def test_nothing_goes_where_the_bot_cannot_write(audience: Audience) -> None:
    assert may_post(audience, replace(OURS, is_archived=True)).reason == "The channel is archived."
    removed = may_post(audience, replace(OURS, is_member=False))
    assert removed.reason == "The bot is not in the channel."


FLAGS = st.none() | st.booleans()
FACTS = st.builds(
    ChannelFacts,
    st.booleans(),
    FLAGS,
    FLAGS,
    FLAGS,
    FLAGS,
    FLAGS,
    st.none() | st.tuples() | st.just(("T2",)),
    FLAGS,
)


@given(FACTS)
def test_one_bad_or_unknown_fact_is_enough_to_refuse_an_internal_text(
    facts: ChannelFacts,
) -> None:
    harmless = replace(facts, is_archived=bool(facts.is_archived)) == OURS
    assert may_post(Audience.INTERNAL, facts).allowed is harmless


@pytest.mark.parametrize(
    "flag",
    ["is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user", "deleted", "is_bot"],
)
def test_guests_strangers_bots_and_leavers_are_not_one_of_us(flag: str) -> None:
    guest: dict[str, Any] = {flag: True}
    assert is_internal(NADIA, "T1")
    assert not is_internal(replace(NADIA, **guest), "T1")


@pytest.mark.parametrize(
    ("user", "team", "enterprise", "internal"),
    [
        pytest.param(NADIA, "T2", None, False, id="another company"),
        pytest.param(replace(NADIA, enterprise_id="E1"), "T2", "E1", True, id="our enterprise"),
        pytest.param(NADIA, "T2", "E1", False, id="no enterprise known"),
        pytest.param(replace(NADIA, team_id=None), "", None, False, id="no team known"),
        pytest.param(replace(NADIA, looked_up=False), "T1", None, False, id="look-up failed"),
        pytest.param(replace(NADIA, user_id="USLACKBOT"), "T1", None, False, id="Slackbot"),
        pytest.param(replace(NADIA, user_id=""), "T1", None, False, id="nobody"),
    ],
)
def test_one_of_us_is_of_our_team_or_enterprise(
    user: UserFacts, team: str, enterprise: str | None, *, internal: bool
) -> None:
    assert is_internal(user, team, enterprise) is internal


def test_nobody_but_one_of_us_is_written_to_directly() -> None:
    assert may_message(internal=True).allowed
    refused = may_message(internal=False)
    assert refused == Verdict(allowed=False, reason="The person is not one of us.")


ANA = UserFacts("U2", looked_up=True, team_id="T2")
IDA = UserFacts("U3", looked_up=True, team_id="T3", enterprise_id="E2")


@pytest.mark.parametrize(
    ("user", "there", "company"),
    [
        pytest.param(ANA, ("T1", "T2"), "T2", id="ours and theirs"),
        pytest.param(ANA, ("T2",), "T2", id="ours is not named"),
        pytest.param(ANA, ("E1", "T2"), "T2", id="ours by its organisation"),
        pytest.param(IDA, ("T1", "E2"), "E2", id="an organisation"),
        pytest.param(IDA, ("T1", "T3"), "E2", id="a team of an organisation"),
        pytest.param(IDA, ("E2", "T3"), "E2", id="an organisation by both its names"),
        pytest.param(ANA, ("T1", "T2", "T4"), None, id="a third company"),
        pytest.param(ANA, ("T1", "T4"), None, id="one that is not theirs"),
        pytest.param(ANA, ("T1",), None, id="nobody but us"),
        pytest.param(ANA, None, None, id="unknown"),
    ],
)
def test_a_channel_tells_of_one_company_besides_ours_or_of_none(
    user: UserFacts, there: tuple[str, ...] | None, company: str | None
) -> None:
    facts = ChannelFacts(looked_up=True, team_ids=there)
    assert only_company(facts, user, "T1", "E1") == company


@pytest.mark.parametrize(
    ("user", "company", "theirs"),
    [
        (ANA, "T2", True),
        (IDA, "T3", True),
        (IDA, "E2", True),
        (ANA, "E2", False),
        (ANA, None, False),
    ],
)
def test_somebody_is_of_the_company_of_their_team_or_organisation(
    user: UserFacts, company: str | None, *, theirs: bool
) -> None:
    assert user.is_of(company) is theirs
    assert not UserFacts("U4").is_of(None)
