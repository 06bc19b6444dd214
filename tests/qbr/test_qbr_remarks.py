"""Why something slipped, in our own words: in what we read, and never in what the partner does."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bot.flows.actors import Actor
from bot.flows.commitments import changes as commitments
from bot.flows.goals import agreeing as goals
from bot.flows.nudges import answers
from bot.flows.people.identity import actor_of
from bot.flows.qbr.pack import pack_of
from messages.internal import qbr as internal
from messages.internal.qbr_content import QbrPack
from messages.shared import qbr as shared
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    TODAY,
    make_commitment,
    make_goal,
    make_partner,
    make_person,
    make_reading,
)
from tests.slack_limits import shown

HELD_ON = date(2026, 12, 10)
LATE = TODAY - timedelta(days=3)


@pytest.fixture
def acme(session: Session, nadia: Person) -> Partner:
    workspace = session.get_one(Workspace, nadia.workspace_id)
    return make_partner(session, workspace, owner=nadia)


@pytest.fixture
def us(nadia: Person) -> Actor:
    return actor_of(nadia)


def pack(session: Session, acme: Partner) -> QbrPack:
    return pack_of(session, acme, held_on=HELD_ON, now=NOW)


def test_our_last_comments_on_what_slipped_are_read_by_us_alone(
    session: Session, acme: Partner, us: Actor
) -> None:
    late = make_commitment(session, acme, title="Train the reps", due_on=LATE)
    behind = make_goal(session, acme, metric="Reach")
    make_reading(session, behind, value="100", as_of=TODAY)
    for hours, said in ((3, "They stall."), (1, "Jo has no budget.")):
        at = NOW - timedelta(hours=hours)
        commitments.comment(session, late, text=said, actor=us, now=at)
    answers.comment(session, us, behind.id, text="Their lead left.", now=NOW)

    found = pack(session, acme)

    assert [(one.about, one.said, one.by) for one in found.remarks] == [
        ("Train the reps", "Jo has no budget.", "Nadia Brooks"),
        ("Reach", "Their lead left.", "Nadia Brooks"),
    ]
    for ours in (internal.qbr_pack(found), internal.qbr_summary(found)):
        assert "“Jo has no budget.” (Nadia Brooks" in shown(ours.blocks)
        assert "“Their lead left.” (Nadia Brooks" in shown(ours.blocks)
        assert "Nobody has written down why" not in shown(ours.blocks)
    for theirs in (shared.qbr_page(found.page), shared.qbr_reminder(found.page)):
        said = f"{theirs.text}{theirs.blocks}"
        assert not any(word in said for word in ("no budget", "They stall", "lead left"))


def test_where_we_noted_that_the_sides_differ_is_ours_and_their_own_words_stand_on_the_page(
    session: Session, acme: Partner, us: Actor
) -> None:
    workspace = session.get_one(Workspace, acme.workspace_id)
    ana = make_person(session, workspace, name="Ana", side=Side.THEIRS, partner=acme)
    for metric, actor in (("Reach", us), ("Won value", actor_of(ana))):
        goal = make_goal(session, acme, metric=metric)
        goals.set_not_aligned(session, goal, reason=f"{metric} is too much.", actor=actor, now=NOW)

    found = pack(session, acme)

    assert [(one.about, one.said) for one in found.remarks] == [("Reach", "Reach is too much.")]
    assert "too much" not in shown(shared.qbr_page(found.page).blocks)


def test_what_slipped_without_a_word_is_named_so_that_somebody_writes_it_down(
    session: Session, acme: Partner, us: Actor
) -> None:
    silent = make_commitment(session, acme, title="Train the reps", due_on=LATE)
    blocked = make_commitment(session, acme, title="Send the deck", due_on=LATE)
    commitments.block(session, blocked, kind="legal", unblocker=None, actor=us, now=NOW)
    kept = make_commitment(session, acme, title="Write the brief", due_on=LATE)
    commitments.done(session, kept, actor=us, now=NOW)

    found = pack(session, acme)

    assert found.unexplained == [silent.title]
    said = "• Nobody has written down why: *Train the reps*. A comment on its reminder does."
    assert said in shown(internal.qbr_pack(found).blocks)
