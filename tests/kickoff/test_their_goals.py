"""What the partner says to goals, also outside of a kickoff, and the numbers they give."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, col, select

from bot.flows.errors import Refusal
from bot.flows.goals import their_goals
from bot.flows.people import desk as home
from bot.flows.qbr import page as qbr_page
from messages.shared.home import shared_home
from messages.shared.qbr import qbr_page as shown_page
from storage.disagreements import Disagreement
from storage.goals import Goal, GoalSide, GoalState, Reading
from storage.outbox import Outbox
from tests.factories import NOW, TODAY, make_goal
from tests.kickoff.cast import Cast, cast_of


@dataclass
class Asked:
    """A goal of Acme's that only we agreed to."""

    cast: Cast
    goal: Goal


def asked(
    session: Session,
    *,
    shared: bool = True,
    side: GoalSide = GoalSide.JOINT,
    agreed_on: date | None = None,
    created_at: datetime = NOW,
) -> Asked:
    cast = cast_of(session, shared=shared)
    goal = make_goal(
        session,
        cast.partner,
        metric="Reps trained",
        side=side,
        agreed_theirs_on=agreed_on,
        created_at=created_at,
    )
    return Asked(cast, goal)


def posts(session: Session, rule: str) -> list[Outbox]:
    return list(session.exec(select(Outbox).where(col(Outbox.rule) == rule)))


def test_a_goal_is_put_to_the_partner_in_the_shared_channel_once(session: Session) -> None:
    one = asked(session)

    for _ in range(2):
        their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)

    assert one.cast.shared is not None
    [post] = posts(session, their_goals.ASKED)
    assert post.channel_id == one.cast.shared.id
    assert "Nadia Brooks asks Acme to agree" in post.payload["text"]


def test_without_a_shared_channel_nothing_is_put_to_them(session: Session) -> None:
    one = asked(session, shared=False)

    with pytest.raises(Refusal, match="no shared channel with Acme"):
        their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)


def test_the_partner_agrees_for_their_side(session: Session) -> None:
    one = asked(session)
    their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)

    outcome = their_goals.agree(session, one.cast.jo, one.goal.id, now=NOW)

    assert outcome == "Jo March of Acme agreed to *Reps trained*."
    assert one.goal.agreed_theirs_on == TODAY
    [told] = posts(session, their_goals.ANSWERED)
    assert told.person_id == one.cast.partner.owner_id


def test_the_partner_declines_with_a_word_that_the_review_shows(session: Session) -> None:
    one = asked(session)
    their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)

    with pytest.raises(Refusal, match="Say in a few words why"):
        their_goals.decline(session, one.cast.jo, one.goal.id, reason=" ", now=NOW)
    outcome = their_goals.decline(
        session, one.cast.jo, one.goal.id, reason="Too high by then", now=NOW
    )

    assert outcome == "Jo March of Acme does not agree to *Reps trained*: Too high by then"
    assert one.goal.state is GoalState.NOT_ALIGNED
    assert session.exec(select(Disagreement)).one().theirs == "Too high by then"
    page = qbr_page.page_of(session, one.cast.partner, held_on=TODAY, today=TODAY)
    assert "Acme: “Too high by then”" in shown_page(page).text


def test_agreeing_after_all_ends_the_disagreement(session: Session) -> None:
    one = asked(session)
    their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)
    their_goals.decline(session, one.cast.jo, one.goal.id, reason="Too high", now=NOW)

    their_goals.agree(session, one.cast.jo, one.goal.id, now=NOW)

    assert one.goal.state is GoalState.ACTIVE
    assert session.exec(select(Disagreement)).one().outcome == "agreed"


def test_a_goal_nobody_put_to_them_is_not_theirs_to_see_or_answer(session: Session) -> None:
    one = asked(session)

    with pytest.raises(Refusal):
        their_goals.agree(session, one.cast.jo, one.goal.id, now=NOW)
    desk = home.shared_desk_of(session, one.cast.jo, now=NOW)

    assert desk is not None
    assert "Reps trained" not in str(shared_home(desk).payload)


def test_ours_record_the_answer_only_where_there_is_no_shared_channel(session: Session) -> None:
    one = asked(session)
    their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)

    with pytest.raises(Refusal, match="Acme's to answer"):
        their_goals.agree(session, one.cast.nadia, one.goal.id, now=NOW)


def test_a_goal_the_partner_was_not_shown_is_not_found_by_its_id(session: Session) -> None:
    one = asked(session, side=GoalSide.THEIRS)

    with pytest.raises(Refusal, match="I can't find that"):
        their_goals.readable(session, one.cast.jo, one.goal.id)
    assert their_goals.readable(session, one.cast.nadia, one.goal.id) == one.goal


@pytest.mark.parametrize(
    ("side", "may"), [(GoalSide.THEIRS, True), (GoalSide.OURS, False), (GoalSide.JOINT, False)]
)
def test_the_partner_gives_numbers_for_goals_that_are_theirs(
    session: Session, side: GoalSide, may: bool
) -> None:
    one = asked(session, side=side, agreed_on=TODAY)

    def give() -> str:
        return their_goals.read(
            session,
            one.cast.jo,
            one.goal.id,
            value=Decimal(7),
            as_of=date(2026, 11, 24),
            note=None,
            now=NOW,
        )

    if not may:
        with pytest.raises(Refusal, match="other side"):
            give()
        return
    assert give() == "Jo March of Acme updated *Reps trained*: 7 USD as of Tue 24 Nov 2026."
    assert session.exec(select(Reading)).one().recorded_by == one.cast.jo.person_id


def test_home_shows_them_what_waits_for_their_yes_and_for_how_long(session: Session) -> None:
    one = asked(session, created_at=NOW.replace(day=13))
    their_goals.ask(session, one.cast.nadia, one.goal.id, now=NOW)

    desk = home.shared_desk_of(session, one.cast.jo, now=NOW)

    assert desk is not None
    said = str(shared_home(desk).payload)
    assert "Waiting for Acme's yes, for 12 days." in said
    assert "goal.their_agree" in said
