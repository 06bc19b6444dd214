"""A finished kickoff on both databases: what it makes, who hears of it, and what stops it."""

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import record as kickoff_record
from bot.flows.kickoff.submit import submit
from bot.rules.commitments import CommitmentState
from bot.rules.kickoff import STEPS, Topic
from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from storage.kickoffs import KickoffState
from storage.outbox import Outbox
from storage.people import Side
from storage.qbrs import Qbr
from tests.factories import NOW, make_goal
from tests.kickoff.cast import begun, cast_of, submitted, typed

OF_OURS = "Choose somebody of your own side;"
OF_THEIRS = "Choose somebody of their side;"
NOT_KNOWN = "I could not look this person up in Slack. Choose somebody else."


def test_a_finished_kickoff_makes_goals_commitments_topics_and_the_qbr(session: Session) -> None:
    cast = cast_of(session)

    finished = submitted(session, cast)

    assert finished.errors is None
    assert (finished.goals, finished.promises, finished.unsettled) == (1, 3, 1)
    goal = session.exec(select(Goal)).one()
    assert (goal.metric, goal.unit, goal.target) == ("Won value", "USD", Decimal(250000))
    assert goal.agreed_ours_on == date(2026, 11, 25)
    assert goal.agreed_theirs_on is None
    assert cast.partner.headline_goal_id == goal.id
    promises = {one.title: one for one in session.exec(select(Commitment))}
    assert promises["Train their reps"].state is CommitmentState.ACCEPTED
    assert promises["Name two reps"].state is CommitmentState.PROPOSED
    assert promises["Name two reps"].owner_id == cast.jo.person_id
    assert promises["A sandbox"].side is Side.THEIRS
    assert session.exec(select(Qbr)).one().held_on == date(2027, 2, 25)
    assert cast.partner.rhythm == "biweekly"
    assert cast.partner.sponsor_id == cast.ben.id
    topics = kickoff_record.topic_rows(session, finished.held.kickoff)
    assert (topics[Topic.K5].owner_id, topics[Topic.K5].due_on) == (
        cast.nadia.person_id,
        date(2026, 12, 9),
    )
    assert topics[Topic.K9].reason == "They fear lock-in"
    assert finished.held.kickoff.state is KickoffState.SUBMITTED
    assert "kickoff.submitted" in {entry.action for entry in session.exec(select(Audit))}


def test_the_summary_goes_to_both_channels_and_never_says_why_they_declined(
    session: Session,
) -> None:
    cast = cast_of(session)

    submitted(session, cast)

    posts = session.exec(select(Outbox)).all()
    assert cast.internal is not None
    assert cast.shared is not None
    assert {post.channel_id for post in posts} == {cast.internal.id, cast.shared.id}
    said = {post.channel_id: str(post.payload) for post in posts}
    assert "Confirm our half" in said[cast.shared.id]
    assert "Confirm our half" not in said[cast.internal.id]
    assert "lock-in" not in "".join(said.values())


def test_without_any_channel_the_summary_goes_to_who_finished_it(session: Session) -> None:
    cast = cast_of(session, shared=False, internal=False)

    submitted(session, cast)

    [post] = session.exec(select(Outbox)).all()
    assert post.person_id == cast.nadia.person_id
    assert "our people record their answers for them" in str(post.payload)


def test_finishing_with_a_fault_in_an_earlier_step_makes_nothing(session: Session) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)
    for step in (1, 2, 3, 4):
        kickoff.keep(
            session,
            cast.nadia,
            row_.id,
            step=step,
            fields=typed(cast) | {"K10.1.due": "2020-01-01"},
            seen_version=row_.version,
            now=NOW,
        )

    finished = submit(session, cast.nadia, row_.id, now=NOW)

    assert finished.step == 2
    assert finished.errors == {"K10.1.due": "Choose today or a later day."}
    assert session.exec(select(Goal)).all() == []
    assert row_.state is KickoffState.DRAFT


@pytest.mark.parametrize(
    ("step", "block_id", "chosen", "sentence"),
    [
        pytest.param(2, "K10.1.owner", "ben", f"{OF_THEIRS} Ben Roth is not.", id="theirs"),
        pytest.param(2, "K3.1.owner", "ben", f"{OF_THEIRS} Ben Roth is not.", id="a resource"),
        pytest.param(2, "K6.1.owner", "jo", f"{OF_OURS} Jo March is not.", id="ours"),
        pytest.param(2, "K6.1.owner", "U0UNKNOWN", NOT_KNOWN, id="nobody Slack described"),
        pytest.param(4, "plan.our_sponsor", "jo", f"{OF_OURS} Jo March is not.", id="sponsor"),
        pytest.param(4, "plan.escalation", "jo", f"{OF_OURS} Jo March is not.", id="escalation"),
    ],
)
def test_who_is_of_the_wrong_side_is_refused_under_its_field_when_the_step_is_left_and_at_the_end(
    session: Session, step: int, block_id: str, chosen: str, sentence: str
) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)
    known = {"ben": cast.ben.slack_user_id or "", "jo": cast.jo.slack_user_id}
    fields = typed(cast) | {block_id: known.get(chosen, chosen)}
    version = row_.version

    def leave(at: int) -> dict[str, str]:
        saved = kickoff.leave(
            session, cast.nadia, row_.id, step=at, fields=fields, seen_version=version, now=NOW
        )
        return saved.errors

    errors = {at: leave(at) for at in range(1, len(STEPS) + 1)}
    finished = submit(session, cast.nadia, row_.id, now=NOW)

    wrong = {block_id: sentence}
    assert errors == {at: wrong if at == step else {} for at in errors}
    assert (finished.step, finished.errors) == (step, wrong)
    assert session.exec(select(Commitment)).all() == []


def test_a_goal_the_partner_has_already_is_named_under_its_field(session: Session) -> None:
    cast = cast_of(session)

    make_goal(session, cast.partner, metric="won VALUE", start_on=date(2026, 11, 25))

    with pytest.raises(Refusal, match="already") as wrong:
        submitted(session, cast)

    assert wrong.value.block_id == "K2.1.metric"


@pytest.mark.parametrize(
    ("step", "block_id", "sentence"),
    [
        pytest.param(1, "K2.1.metric", "Say what is measured, or empty the", id="a goal"),
        pytest.param(2, "K3.1.title", "Say what is promised, or empty the", id="a resource"),
        pytest.param(2, "K10.1.title", "Say what is promised, or empty the", id="a commitment"),
    ],
)
def test_a_row_with_all_but_its_name_is_never_dropped_unsaid(
    session: Session, step: int, block_id: str, sentence: str
) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)
    fields = typed(cast) | {block_id: " "}

    saved = kickoff.leave(
        session, cast.nadia, row_.id, step=step, fields=fields, seen_version=0, now=NOW
    )

    assert list(saved.errors) == [block_id]
    assert saved.errors[block_id].startswith(sentence)


def test_a_finished_kickoff_takes_no_more_steps(session: Session) -> None:
    cast = cast_of(session)
    finished = submitted(session, cast)

    with pytest.raises(Refusal, match="is finished"):
        kickoff.keep(
            session,
            cast.nadia,
            finished.held.kickoff.id,
            step=1,
            fields={},
            seen_version=99,
            now=NOW,
        )


def test_the_only_goal_is_the_headline_whichever_row_it_stands_in(session: Session) -> None:
    cast = cast_of(session)
    first = {name: words for name, words in typed(cast).items() if name.startswith("K2.1.")}
    second = {name.replace("K2.1.", "K2.2."): words for name, words in first.items()}

    submitted(session, cast, **dict.fromkeys(first, ""), **second)

    assert cast.partner.headline_goal_id == session.exec(select(Goal)).one().id
