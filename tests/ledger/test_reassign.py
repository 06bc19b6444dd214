"""Handing over: who may, to whom, and what becomes of the nudges that asked."""

import pytest
from sqlmodel import Session, select

from bot.flows.errors import Refusal
from bot.flows.nudges import reassign
from bot.flows.people.identity import actor_of
from bot.rules.audience import Audience
from bot.rules.commitments import CommitmentState
from messages.shared.handover import COMMITMENT, form
from storage.audit import Audit
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxKind, OutboxState
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    make_channel,
    make_commitment,
    make_goal,
    make_nudge,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)
from tests.slack_limits import check_shown


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


@pytest.fixture
def lena(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace, name="Lena Vogt", zone="Europe/Berlin")


@pytest.fixture
def acme(session: Session, workspace: Workspace, nadia: Person) -> Partner:
    return make_partner(session, workspace, owner=nadia)


def test_open_nudges_about_it_stop_and_say_who_has_it_now(
    session: Session, workspace: Workspace, nadia: Person, lena: Person, acme: Partner
) -> None:
    row = make_commitment(session, acme, owner=nadia, snoozes=2)
    channel = make_channel(session, acme)
    sent = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        channel_id=channel.id,
        state=OutboxState.SENT,
        subject_kind="commitment",
        subject_id=row.id,
        rule="late",
    )
    asked = make_nudge(session, workspace, subject=("commitment", row.id), outbox=sent)

    change = reassign.commitment(session, row, lena, actor=actor_of(nadia), now=NOW)

    assert (row.owner_id, row.snoozes) == (lena.id, 0)
    assert change.outcome == "Nadia Brooks handed *Send the deck* to Lena Vogt."
    assert (asked.action, asked.acted_at) == ("reassigned", NOW)
    rewrite = session.exec(select(Outbox).where(Outbox.kind == OutboxKind.UPDATE)).one()
    assert rewrite.payload["text"] == change.outcome
    [told] = session.exec(select(Outbox).where(Outbox.person_id == lena.id))
    assert told.payload["text"].startswith("Nadia Brooks handed this to you.\n")
    entry = session.exec(select(Audit).where(Audit.action == "commitment.reassigned")).one()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["owner"], entry.after["owner"]) == (str(nadia.id), str(lena.id))


def test_a_number_goes_to_somebody_else_and_is_asked_for_anew(
    session: Session, workspace: Workspace, nadia: Person, lena: Person, acme: Partner
) -> None:
    row = make_goal(session, acme, owner=nadia, unanswered_asks=3)
    asked = make_nudge(session, workspace, subject=("goal", row.id), rule="ask", recipient=nadia)

    said = reassign.goal(session, row, lena, actor=actor_of(nadia), now=NOW)

    assert said == "Nadia Brooks handed *Won value* to Lena Vogt."
    assert (row.owner_id, row.unanswered_asks) == (lena.id, 0)
    assert asked.action == "reassigned"
    assert len(session.exec(select(Nudge)).all()) == 1


def test_the_partners_owner_and_an_admin_may_hand_over_what_is_not_theirs(
    session: Session, workspace: Workspace, nadia: Person, lena: Person, acme: Partner
) -> None:
    admin = make_person(session, workspace, name="Ada", is_admin=True)
    row = make_commitment(session, acme, owner=lena)

    reassign.commitment(session, row, admin, actor=actor_of(nadia), now=NOW)
    reassign.commitment(session, row, lena, actor=actor_of(admin), now=NOW)

    assert row.owner_id == lena.id


def test_nobody_else_may(
    session: Session, workspace: Workspace, nadia: Person, lena: Person, acme: Partner
) -> None:
    row = make_commitment(session, acme, owner=nadia)

    with pytest.raises(Refusal, match="Only its owner"):
        reassign.commitment(session, row, lena, actor=actor_of(lena), now=NOW)
    with pytest.raises(Refusal, match="Only its owner"):
        reassign.goal(
            session,
            make_goal(session, acme, owner=nadia),
            lena,
            actor=actor_of(lena),
            now=NOW,
        )


def test_the_partners_people_hand_over_among_themselves_only(
    session: Session, workspace: Workspace, nadia: Person, acme: Partner
) -> None:
    will = make_person(session, workspace, name="Will", side=Side.THEIRS, partner=acme)
    other = make_person(session, workspace, name="Ana", side=Side.THEIRS, partner=acme)
    stranger = make_person(
        session,
        workspace,
        name="Zoe",
        side=Side.THEIRS,
        partner=make_partner(session, workspace, name="Globex"),
    )
    row = make_commitment(session, acme, side=Side.THEIRS, owner=will)

    reassign.commitment(session, row, other, actor=actor_of(will), now=NOW)
    assert row.owner_id == other.id
    for wrong in (nadia, stranger):
        with pytest.raises(Refusal, match="partner's people"):
            reassign.commitment(session, row, wrong, actor=actor_of(nadia), now=NOW)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        pytest.param({"is_active": False}, "Choose a person who is here.", id="gone"),
        pytest.param({"is_internal": False}, "one of our own people", id="not one of us"),
    ],
)
def test_whom_it_cannot_go_to(
    session: Session,
    workspace: Workspace,
    nadia: Person,
    acme: Partner,
    more: dict[str, object],
    sentence: str,
) -> None:
    to = make_person(session, workspace, name="Gus", **more)  # type: ignore[arg-type]

    with pytest.raises(Refusal, match=sentence):
        reassign.commitment(
            session, make_commitment(session, acme, owner=nadia), to, actor=actor_of(nadia), now=NOW
        )


def test_what_is_done_stays_with_who_did_it(
    session: Session, nadia: Person, lena: Person, acme: Partner
) -> None:
    row = make_commitment(session, acme, owner=nadia, state=CommitmentState.DONE)

    with pytest.raises(Refusal, match="already done"):
        reassign.commitment(session, row, lena, actor=actor_of(nadia), now=NOW)
    open_one = make_commitment(session, acme, owner=nadia)
    with pytest.raises(Refusal, match="has it already"):
        reassign.commitment(session, open_one, nadia, actor=actor_of(nadia), now=NOW)


def test_the_form_is_within_slacks_limits(session: Session, acme: Partner) -> None:
    check_shown(form(COMMITMENT, acme.id, "<!channel> *bold* " * 200, "U0NADIA"))
