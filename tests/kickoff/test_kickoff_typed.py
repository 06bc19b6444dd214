"""A kickoff being typed, on both databases: each step kept, with its faults under their fields."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlmodel import Session, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import holding as kickoff
from bot.flows.kickoff import record as kickoff_record
from bot.flows.people.identity import actor_of
from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_fields import Cell, Fact, Part, field, row_field
from storage.database import Database
from storage.kickoffs import KickoffTopic
from tests.factories import NOW
from tests.kickoff.cast import begun, cast_of, typed


def test_opening_twice_goes_on_with_the_same_kickoff(session: Session) -> None:
    cast = cast_of(session)

    first, second = begun(session, cast), begun(session, cast)

    assert first.id == second.id
    assert len(session.exec(select(KickoffTopic)).all()) == len(Topic)


def test_a_partners_person_cannot_open_another_partners_kickoff(session: Session) -> None:
    cast = cast_of(session)

    with pytest.raises(Refusal, match="can't find that"):
        kickoff.open_for(session, cast.stranger, cast.partner.id, now=NOW)


def test_a_step_with_faults_is_kept_as_typed_and_not_left(session: Session) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)
    fields = {
        field(Topic.K1, Part.OURS): "Sell together",
        field(Topic.K1, Part.STATE): "agreed",
        row_field(Topic.K2, 1, Cell.METRIC): "Deals",
        row_field(Topic.K2, 1, Cell.TARGET): "a dozen",
    }

    saved = kickoff.leave(
        session, cast.nadia, row_.id, step=1, fields=fields, seen_version=0, now=NOW
    )

    assert saved.errors["K1.theirs"] == "Write their answer before you call it agreed."
    assert saved.errors["K2.1.target"] == "That is not a number."
    assert saved.errors["K2.1.owner"] == "Choose who owns this goal."
    assert row_.step == 1
    again = kickoff.open_for(session, cast.nadia, cast.partner.id, now=NOW)
    assert again.fields["K2.1.target"] == "a dozen"
    assert again.fields["K1.ours"] == "Sell together"


def test_leaving_a_step_writes_its_topics_and_reopens_at_the_next(session: Session) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)

    kickoff.leave(session, cast.nadia, row_.id, step=1, fields=typed(cast), seen_version=0, now=NOW)

    assert row_.step == 2
    topic = kickoff_record.topic_rows(session, row_)[Topic.K1]
    assert (topic.ours, topic.theirs, topic.state) == (
        "We say K1",
        "They say K1",
        TopicState.AGREED,
    )
    assert topic.facts == {"level_ours": "co_sell", "level_theirs": "co_sell"}


def test_fields_of_other_steps_in_a_payload_are_left_out(session: Session) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)

    saved = kickoff.keep(
        session, cast.nadia, row_.id, step=1, fields=typed(cast), seen_version=0, now=NOW
    )

    assert "K9.ours" not in saved.held.fields


def test_a_step_somebody_else_kept_meanwhile_is_not_overwritten_unasked(session: Session) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)
    ben = actor_of(cast.ben)
    kickoff.keep(
        session, ben, row_.id, step=1, fields={"K1.ours": "Ben's"}, seen_version=0, now=NOW
    )

    stale = kickoff.keep(
        session, cast.nadia, row_.id, step=1, fields={"K1.ours": "Nadia's"}, seen_version=0, now=NOW
    )
    kept = row_.drafts["fields"]["K1.ours"]
    kickoff.keep(
        session,
        cast.nadia,
        row_.id,
        step=1,
        fields={"K1.ours": "Nadia's"},
        seen_version=row_.version,
        now=NOW,
    )

    assert stale.changed_by == "Ben Roth"
    assert kept == "Ben's"
    assert row_.drafts["fields"]["K1.ours"] == "Nadia's"


@pytest.mark.parametrize(
    ("block_id", "value", "sentence"),
    [
        pytest.param(
            field(Topic.K1, Fact.LEVEL_THEIRS),
            "resell",
            "The two levels are not the same, so it is not agreed yet.",
            id="levels that differ are not agreed",
        ),
        pytest.param("K2.1.due", "2026-11-01", "The due date has to be after the start.", id="due"),
        pytest.param("K2.1.target", "0", "The target has to differ from where it starts.", id="0"),
        pytest.param(
            "K2.1.target",
            "1e99",
            "Use a number below 100 trillion, with at most four decimals.",
            id="huge",
        ),
        pytest.param(
            "K2.1.target",
            "NaN",
            "Use a number below 100 trillion, with at most four decimals.",
            id="NaN",
        ),
        pytest.param("K2.1.due", "soon", "That is not a date.", id="no date"),
    ],
)
def test_each_fault_of_the_first_step_is_one_sentence_under_its_field(
    session: Session, block_id: str, value: str, sentence: str
) -> None:
    cast = cast_of(session)
    row_ = begun(session, cast)

    saved = kickoff.leave(
        session,
        cast.nadia,
        row_.id,
        step=1,
        fields=typed(cast) | {block_id: value},
        seen_version=0,
        now=NOW,
    )

    assert saved.errors == {block_id: sentence}


def test_two_people_who_start_at_once_share_one_kickoff(database: Database) -> None:
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session)

    def start(_: int) -> UUID:
        with database.across_workspaces.transaction() as session:
            return begun(session, cast).id

    with ThreadPoolExecutor(4) as pool:
        begun_ids = set(pool.map(start, range(8)))

    assert len(begun_ids) == 1
