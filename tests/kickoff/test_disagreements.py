"""What both sides see differently is kept with both positions, and ends when it is settled."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from bot.flows.errors import Refusal
from bot.flows.kickoff import settling as kickoff_settling
from bot.flows.kickoff import topics as kickoff_topics
from bot.flows.qbr import page as qbr_page
from bot.rules.kickoff import Topic, TopicState
from messages.shared.kickoff_fields import Part, field
from messages.shared.qbr import qbr_page as shown_page
from storage import kickoffs
from storage.disagreements import Disagreement
from storage.kickoffs import KickoffTopic
from tests.factories import NOW, TODAY
from tests.kickoff.cast import Cast, cast_of, submitted


def finished(session: Session, *, shared: bool = True, **changed: str) -> tuple[Cast, UUID]:
    cast = cast_of(session, shared=shared)
    return cast, submitted(session, cast, **changed).held.kickoff.id


def topic(session: Session, cast: Cast, kickoff_id: UUID, which: Topic) -> KickoffTopic:
    rows = kickoffs.topics_of(session, workspace_id=cast.workspace.id, kickoff_id=kickoff_id)
    return next(row for row in rows if row.topic is which)


def test_a_partners_person_disagrees_and_both_positions_stand_side_by_side(
    session: Session,
) -> None:
    cast, kickoff_id = finished(session)
    row = topic(session, cast, kickoff_id, Topic.K4)

    settled = kickoff_settling.disagree(
        session, cast.jo, row.id, position="Not before summer", now=NOW
    )

    line = next(one for one in settled.page.topics if one.topic is Topic.K4)
    assert (line.state, line.ours, line.theirs) == (
        TopicState.DIFFERS,
        "We say K4",
        "Not before summer",
    )
    assert (line.ours_by, line.theirs_by) == ("Nadia Brooks", "Jo March")
    kept = session.exec(select(Disagreement)).one()
    assert (kept.ours, kept.theirs) == ("We say K4", "Not before summer")
    assert (kept.theirs_by, kept.theirs_at) == (cast.jo.person_id, NOW)
    assert kept.closed_at is None


def test_a_position_needs_words(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = topic(session, cast, kickoff_id, Topic.K4)

    with pytest.raises(Refusal, match="how you see it"):
        kickoff_settling.disagree(session, cast.jo, row.id, position="  ", now=NOW)


def test_another_partners_person_cannot_disagree(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = topic(session, cast, kickoff_id, Topic.K4)

    with pytest.raises(Refusal):
        kickoff_settling.disagree(session, cast.stranger, row.id, position="No", now=NOW)


def test_a_topic_written_down_as_different_opens_a_disagreement_at_once(session: Session) -> None:
    differs = {
        field(Topic.K4, Part.STATE): TopicState.DIFFERS.value,
        field(Topic.K4, Part.OWNER): "",
        field(Topic.K4, Part.DUE): "2026-12-09",
    }
    cast = cast_of(session)
    differs[field(Topic.K4, Part.OWNER)] = cast.nadia.slack_user_id
    submitted(session, cast, **differs)

    kept = session.exec(select(Disagreement)).one()

    assert (kept.title, kept.ours, kept.theirs) == ("Roll-out", "We say K4", "They say K4")
    assert str(kept.decide_on) == "2026-12-09"


def test_agreeing_ends_the_disagreement(session: Session) -> None:
    cast, kickoff_id = finished(session)
    row = topic(session, cast, kickoff_id, Topic.K4)
    kickoff_settling.disagree(session, cast.jo, row.id, position="Later", now=NOW)

    errors = kickoff_topics.change(
        session,
        cast.nadia,
        row.id,
        fields={field(Topic.K4, Part.STATE): TopicState.AGREED.value},
        now=NOW,
    )

    assert errors == {}
    kept = session.exec(select(Disagreement)).one()
    assert (kept.closed_at, kept.outcome) == (NOW, "agreed")


def test_where_ours_record_it_the_position_says_so(session: Session) -> None:
    cast, kickoff_id = finished(session, shared=False)
    row = topic(session, cast, kickoff_id, Topic.K4)

    settled = kickoff_settling.disagree(session, cast.nadia, row.id, position="Later", now=NOW)

    line = next(one for one in settled.page.topics if one.topic is Topic.K4)
    assert line.theirs_by == "Nadia Brooks for Acme"


def test_the_review_puts_both_positions_and_the_missing_yes_before_both_sides(
    session: Session,
) -> None:
    cast, kickoff_id = finished(session)
    row = topic(session, cast, kickoff_id, Topic.K4)
    kickoff_settling.disagree(session, cast.jo, row.id, position="Not before summer", now=NOW)

    page = qbr_page.page_of(session, cast.partner, held_on=TODAY, today=TODAY)
    said = shown_page(page).text

    assert "Northwind: “We say K4”. Acme: “Not before summer”" in said
    assert "Acme has not confirmed its half of the kickoff" in said
