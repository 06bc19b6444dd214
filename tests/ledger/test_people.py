"""Who somebody is: one of us, or whose."""

from typing import Any

import pytest
from sqlmodel import Session

from bot.flows.people import identity as people
from storage.partners import ChannelKind
from storage.people import Person, Side
from tests.factories import NOW, make_channel, make_partner, make_person
from tests.ledger.conftest import Ledger


def slack_user(**more: Any) -> dict[str, Any]:
    user: dict[str, Any] = {
        "id": "U9",
        "team_id": "T1",
        "real_name": "Ana  Ruiz",
        "tz": "Europe/Madrid",
    }
    return user | more


def known(
    session: Session, ledger: Ledger, user: dict[str, Any], channel_id: str | None = None
) -> Person:
    return people.from_slack(
        session,
        workspace_id=ledger.workspace.id,
        user=user,
        team_id="T1",
        enterprise_id=None,
        channel_id=channel_id,
        now=NOW,
    )


def test_one_of_us_is_internal_in_their_own_zone(session: Session, ledger: Ledger) -> None:
    ana = known(session, ledger, slack_user())

    assert (ana.name, ana.zone, ana.is_internal, ana.side) == (
        "Ana Ruiz",
        "Europe/Madrid",
        True,
        Side.OURS,
    )


@pytest.mark.parametrize(
    "flag", ["is_restricted", "is_ultra_restricted", "is_stranger", "deleted", "is_bot"]
)
def test_nobody_special_is_internal(session: Session, ledger: Ledger, flag: str) -> None:
    assert not known(session, ledger, slack_user(**{flag: True})).is_internal


def test_somebody_outside_belongs_to_the_partner_of_the_shared_channel(
    session: Session, ledger: Ledger
) -> None:
    ledger.acme.slack_team_id = "T2"
    channel = make_channel(session, ledger.acme, kind=ChannelKind.SHARED)

    ana = known(session, ledger, slack_user(team_id="T2"), channel.slack_channel_id)

    assert (ana.side, ana.partner_id) == (Side.THEIRS, ledger.acme.id)


@pytest.mark.parametrize(
    ("company", "said", "theirs"),
    [
        pytest.param("T2", {"team_id": "T2"}, True, id="of their team"),
        pytest.param("T2", {"team_id": "T3"}, False, id="of a third company's"),
        pytest.param(
            "E2", {"team_id": "T4", "enterprise_user": {"enterprise_id": "E2"}}, True,
            id="of a team of their organisation",
        ),
        pytest.param(
            "E2", {"team_id": "T4", "enterprise_user": {"enterprise_id": "E3"}}, False,
            id="of another organisation",
        ),
        pytest.param(None, {"team_id": "T2"}, False, id="of a company nobody knows yet"),
        pytest.param(None, {"team_id": None}, False, id="of no company Slack tells of"),
        pytest.param(None, {"is_restricted": True}, True, id="a guest of ours"),
    ],
)  # fmt: skip
def test_only_people_of_its_company_and_our_guests_are_a_partners(
    session: Session, ledger: Ledger, company: str | None, said: dict[str, Any], theirs: bool
) -> None:
    ledger.acme.slack_team_id = company
    channel = make_channel(session, ledger.acme, kind=ChannelKind.SHARED).slack_channel_id

    somebody = known(session, ledger, slack_user(**said), channel)

    assert (somebody.partner_id == ledger.acme.id) is theirs


def test_who_is_of_another_company_stops_being_theirs_and_becomes_their_own_partners(
    session: Session, ledger: Ledger
) -> None:
    ledger.acme.slack_team_id = "T2"
    zenith = make_partner(session, ledger.workspace, name="Zenith", slack_team_id="T3")
    other = make_channel(session, zenith, kind=ChannelKind.SHARED).slack_channel_id
    kim = make_person(
        session, ledger.workspace, name="Kim", side=Side.THEIRS, partner=ledger.acme,
        slack_user_id="U9",
    )  # fmt: skip

    assert known(session, ledger, slack_user(team_id="T3")).partner_id is None
    assert known(session, ledger, slack_user(team_id="T3"), other).partner_id == zenith.id
    assert kim.partner_id == zenith.id


def test_our_own_channel_makes_nobody_a_partners_person(session: Session, ledger: Ledger) -> None:
    channel = make_channel(session, ledger.acme, kind=ChannelKind.INTERNAL)

    assert (
        known(session, ledger, slack_user(team_id="T2"), channel.slack_channel_id).partner_id
        is None
    )


@pytest.mark.parametrize("said", [{"is_bot": True}, {"deleted": True}, {"id": "USLACKBOT"}])
def test_a_bot_or_who_left_acts_for_no_partner(
    session: Session, ledger: Ledger, said: dict[str, Any]
) -> None:
    channel = make_channel(session, ledger.acme, kind=ChannelKind.SHARED).slack_channel_id

    nobody = known(session, ledger, slack_user(team_id="T2", **said), channel)
    left = known(session, ledger, slack_user(team_id="T2", id="U8"), channel)
    left = known(session, ledger, slack_user(team_id="T2", id="U8", deleted=True), channel)

    assert nobody.partner_id is None
    assert people.actor_of(left).partner_id is None


def test_in_another_partners_channel_nobody_acts_for_their_own(
    session: Session, ledger: Ledger
) -> None:
    ledger.acme.slack_team_id = "T2"
    own = make_channel(session, ledger.acme, kind=ChannelKind.SHARED).slack_channel_id
    zenith = make_partner(session, ledger.workspace, name="Zenith")
    other = make_channel(session, zenith, kind=ChannelKind.SHARED).slack_channel_id
    ana = known(session, ledger, slack_user(team_id="T2"), own)

    there = {
        channel: people.actor_in(session, ana, slack_channel_id=channel).partner_id
        for channel in (own, other, "C0ELSEWHERE", None)
    }

    acme = ledger.acme.id
    assert there == {own: acme, other: None, "C0ELSEWHERE": acme, None: acme}


def test_a_colleague_known_by_name_becomes_the_one_in_slack(
    session: Session, ledger: Ledger
) -> None:
    imported = people.find_or_make_by_name(
        session, workspace_id=ledger.workspace.id, name="ana ruiz"
    )

    assert known(session, ledger, slack_user()).id == imported.id


def test_a_name_typed_outside_proves_nothing(session: Session, ledger: Ledger) -> None:
    imported = people.find_or_make_by_name(
        session, workspace_id=ledger.workspace.id, name="Ana Ruiz"
    )

    assert known(session, ledger, slack_user(team_id="T2")).id != imported.id


def test_two_people_of_one_name_stay_two(session: Session, ledger: Ledger) -> None:
    channel = make_channel(session, ledger.acme, kind=ChannelKind.SHARED).slack_channel_id
    first = known(session, ledger, slack_user(team_id="T2"), channel)
    second = known(session, ledger, slack_user(team_id="T2", id="U10"), channel)

    assert first.id != second.id


def test_a_zone_nobody_knows_reads_as_utc(session: Session, ledger: Ledger) -> None:
    assert known(session, ledger, slack_user(tz="Mars/Olympus")).zone == "UTC"
