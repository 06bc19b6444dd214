"""Who somebody is, which partner is meant, and what a goal may say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session

from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goals
from bot.flows.goals.agreeing import GoalTerms
from bot.flows.partners import record as partners
from bot.flows.partners.record import PartnerTerms
from bot.flows.people import identity as people
from storage.goals import GoalState
from storage.partners import ChannelKind
from storage.people import Person, Side
from tests.factories import NOW, make_channel, make_partner, make_person
from tests.ledger.conftest import Ledger

BY = System("test")
WON = GoalTerms(
    metric="Won value",
    unit="$",
    baseline=Decimal(0),
    target=Decimal(100000),
    start_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
)


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


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("Acne", "Did you mean Acme?", id="a slip of the keyboard"),
        pytest.param("Ac", "could be Acme, Acorn", id="a start that several have"),
        pytest.param("Zzz", "/partner list shows all", id="nothing like it"),
    ],
)
def test_a_partner_that_is_not_clear_is_asked_back(
    session: Session, ledger: Ledger, typed: str, sentence: str
) -> None:
    make_partner(session, ledger.workspace, name="Acorn")

    with pytest.raises(Refusal) as refused:
        partners.find(session, ledger.acting(ledger.nadia), typed)

    assert sentence in refused.value.sentence


def test_the_partners_people_never_learn_of_another_partner(
    session: Session, ledger: Ledger
) -> None:
    make_partner(session, ledger.workspace, name="Globex")

    with pytest.raises(Refusal) as refused:
        partners.find(session, ledger.acting(ledger.jo), "Globex")

    assert "Did you mean" not in refused.value.sentence


def test_a_name_is_taken_however_it_is_cased(session: Session, ledger: Ledger) -> None:
    terms = PartnerTerms("  ACME ")

    with pytest.raises(Refusal) as refused:
        partners.add(session, terms, workspace_id=ledger.workspace.id, actor=BY, now=NOW)

    assert refused.value.block_id == "name"


def test_a_channel_belongs_to_one_partner(session: Session, ledger: Ledger) -> None:
    globex = make_partner(session, ledger.workspace, name="Globex")
    taken = make_channel(session, ledger.acme)

    with pytest.raises(Refusal, match="belongs to another partner"):
        partners.link_channel(
            session,
            globex,
            slack_channel_id=taken.slack_channel_id,
            kind=ChannelKind.INTERNAL,
            actor=BY,
            now=NOW,
        )


def test_only_the_owner_or_an_admin_hands_a_partner_over(session: Session, ledger: Ledger) -> None:
    ben = make_person(session, ledger.workspace, name="Ben Vogt")

    with pytest.raises(Refusal, match="owner or a workspace admin"):
        partners.set_people(
            session,
            ledger.acme,
            owner_id=ben.id,
            sponsor_id=None,
            actor=ledger.acting(ben),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("terms", "block"),
    [
        pytest.param(replace(WON, metric=" "), "metric", id="nothing measured"),
        pytest.param(replace(WON, due_on=WON.start_on), "due_on", id="no time"),
        pytest.param(replace(WON, target=WON.baseline), "target", id="no way to go"),
        pytest.param(replace(WON, curve="wavy"), "curve", id="no such curve"),
        pytest.param(replace(WON, rhythm="hourly"), "rhythm", id="no such rhythm"),
    ],
)
def test_terms_that_make_no_goal_are_refused_under_their_field(
    session: Session, ledger: Ledger, terms: GoalTerms, block: str
) -> None:
    with pytest.raises(Refusal) as refused:
        goals.create(session, ledger.acme, terms, actor=BY, now=NOW)

    assert refused.value.block_id == block


def test_a_goal_is_agreed_by_each_side_on_its_own(session: Session, ledger: Ledger) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    assert (goal.unit, goal.agreed_ours_on, goal.agreed_theirs_on) == ("USD", None, None)

    goals.agree(session, goal, side=Side.THEIRS, on=date(2026, 10, 2), actor=BY, now=NOW)

    assert (goal.agreed_ours_on, goal.agreed_theirs_on) == (None, date(2026, 10, 2))


def test_what_the_sides_differ_on_is_judged_again_once_both_agree(
    session: Session, ledger: Ledger
) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    goals.set_not_aligned(session, goal, reason="too high", actor=BY, now=NOW)
    assert goal.state.value == "not_aligned"

    for side in Side:
        goals.agree(session, goal, side=side, on=date(2026, 10, 2), actor=BY, now=NOW)

    assert goal.state is GoalState.ACTIVE


def test_a_closed_goal_stays_closed_whatever_is_pressed_later(
    session: Session, ledger: Ledger
) -> None:
    goal = goals.create(session, ledger.acme, WON, actor=BY, now=NOW)
    goals.close(session, goal, reason="no longer", actor=BY, now=NOW)

    with pytest.raises(Refusal, match="was closed"):
        goals.agree(session, goal, side=Side.OURS, on=date(2026, 10, 2), actor=BY, now=NOW)
    with pytest.raises(Refusal, match="was closed"):
        goals.set_not_aligned(session, goal, reason="too high", actor=BY, now=NOW)

    assert (goal.state, goal.agreed_ours_on) == (GoalState.CLOSED, None)


def test_the_same_metric_from_the_same_day_is_one_goal(session: Session, ledger: Ledger) -> None:
    goals.create(session, ledger.acme, WON, actor=BY, now=NOW)

    with pytest.raises(Refusal, match="already"):
        goals.create(session, ledger.acme, replace(WON, metric="won  VALUE"), actor=BY, now=NOW)
