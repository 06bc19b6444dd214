"""The audit: what the nudges led to, and the last changes; owners see their partners only."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session

from bot.delivery import pausing
from bot.flows.commitments import changes as commitments
from bot.flows.people.identity import actor_of
from bot.flows.workspace import audit_page
from bot.rules.audience import Audience
from bot.rules.kickoff import Topic
from messages.internal.audit_page import AuditPage, ChangeLine, QualityLine, audit
from storage.kickoffs import KickoffTopic
from storage.outbox import OutboxState
from storage.partners import Partner
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import (
    NOW,
    make_channel,
    make_commitment,
    make_kickoff,
    make_nudge,
    make_outbox,
    make_partner,
    make_person,
    make_workspace,
)
from tests.slack_limits import check_message


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


def nudged(
    session: Session,
    workspace: Workspace,
    partner: Partner,
    *,
    answered: bool,
    rule: str = "due_soon",
) -> None:
    row = make_commitment(session, partner)
    sent = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=partner.owner_id,
        state=OutboxState.SENT,
        finished_at=NOW - timedelta(hours=5),
    )
    nudge = make_nudge(session, workspace, subject=("commitment", row.id), outbox=sent, rule=rule)
    if answered:
        nudge.acted_at, nudge.action = NOW, "done"
        session.flush()


def test_the_audit_looks_back_over_ninety_days_to_the_second(
    session: Session, workspace: Workspace, nadia: Person
) -> None:
    nudged(session, workspace, make_partner(session, workspace, owner=nadia), answered=False)

    def shown(age: timedelta) -> tuple[int, int]:
        page = audit_page.page(session, actor_of(nadia), now=NOW + age)
        return page.days, sum(one.sent for one in page.partners)

    ninety = timedelta(days=90)
    assert [shown(ninety), shown(ninety + timedelta(seconds=1))] == [(90, 1), (90, 0)]


@pytest.mark.parametrize("kind", ["kickoff", "topic"])
def test_what_was_asked_about_a_kickoff_counts_with_its_partner(
    session: Session, workspace: Workspace, nadia: Person, kind: str
) -> None:
    kickoff = make_kickoff(session, make_partner(session, workspace, owner=nadia), by=nadia)
    topic = KickoffTopic(
        workspace_id=workspace.id, kickoff_id=kickoff.id, topic=Topic.K1, opened_at=NOW
    )
    session.add(topic)
    asked = {"kickoff": kickoff.id, "topic": topic.id}[kind]
    sent = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        state=OutboxState.SENT,
        finished_at=NOW,
    )
    make_nudge(session, workspace, subject=(kind, asked), outbox=sent, rule="topic_due")

    mine = audit_page.page(session, actor_of(nadia), now=NOW)

    assert mine.partners == [QualityLine("Acme", 1, 0, 0, None)]
    assert [one.sent for one in mine.rules] == [1]


def test_an_owner_sees_their_own_partners_and_an_admin_all(
    session: Session, workspace: Workspace, nadia: Person
) -> None:
    admin = make_person(session, workspace, name="Ada", is_admin=True)
    nudged(session, workspace, make_partner(session, workspace, owner=nadia), answered=True)
    globex = make_partner(session, workspace, name="Globex", owner=admin)
    nudged(session, workspace, globex, answered=False)

    mine = audit_page.page(session, actor_of(nadia), now=NOW)
    all_of_it = audit_page.page(session, actor_of(admin), now=NOW)

    assert mine.partners == [QualityLine("Acme", 1, 1, 100, timedelta(hours=5))]
    assert all_of_it.partners == [
        QualityLine("Globex", 1, 0, 0, None),
        QualityLine("Acme", 1, 1, 100, timedelta(hours=5)),
    ]
    assert all_of_it.rules == [QualityLine("due soon", 2, 1, 50, timedelta(hours=5))]


def test_a_number_told_of_in_the_channel_is_counted_under_a_name_of_its_own(
    session: Session, workspace: Workspace, nadia: Person
) -> None:
    partner = make_partner(session, workspace, owner=nadia)
    for rule in ("pace_at_risk", "slip_at_risk"):
        nudged(session, workspace, partner, answered=False, rule=rule)

    rules = audit_page.page(session, actor_of(nadia), now=NOW).rules

    assert [line.name for line in rules] == [
        "its number fell a little behind its pace",
        "its number fell a little behind its pace (in the channel)",
    ]


def test_the_last_changes_say_who_did_what_from_what_to_what(
    session: Session, workspace: Workspace, nadia: Person
) -> None:
    other = make_person(session, workspace, name="Lena Vogt")
    row = make_commitment(session, make_partner(session, workspace, owner=nadia), owner=nadia)
    commitments.move(
        session,
        row,
        to=datetime(2026, 12, 1, tzinfo=UTC).date(),
        reason=None,
        actor=actor_of(nadia),
        now=NOW,
    )

    [change] = audit_page.page(session, actor_of(nadia), now=NOW).changes

    assert change == ChangeLine(
        NOW,
        "Nadia Brooks",
        "commitment moved",
        "Send the deck",
        ["due on: 2026-11-27, now 2026-12-01"],
    )
    assert audit_page.page(session, actor_of(other), now=NOW).changes == []


def test_it_reads_as_one_private_answer() -> None:
    page = AuditPage(
        90,
        everything=False,
        rules=[QualityLine("due soon", 3, 2, 66, timedelta(minutes=190))],
        partners=[],
        changes=[],
    )

    assert audit(page).text == (
        "*What the nudges of 90 days led to*, with the partners you own\n"
        "*By kind of nudge*\n"
        "• due soon: 2 of 3 answered (66 %), half of them within 3 h\n"
        "*Last changes*\n"
        "• Nothing was changed yet."
    )


def test_the_settings_that_tune_it_are_named_beside_the_rates() -> None:
    mine = audit(AuditPage(90, everything=False, rules=[], partners=[], changes=[]))
    whole = audit(AuditPage(90, everything=True, rules=[], partners=[], changes=[]))

    assert "said again after 7 days" in str(mine.blocks)
    assert "climbs after 1, 3, 5, 8 working days" in str(mine.blocks)
    assert "An admin changes that in /partner settings workspace" in str(mine.blocks)
    assert "7 lines. /partner settings workspace changes that" in str(whole.blocks)


def test_it_is_within_slacks_limits_whatever_things_are_called() -> None:
    bad = "<!channel> *bold* :tada: <@U0EVIL>" * 20
    line = QualityLine(bad, 10**6, 10**6, 100, timedelta(days=400))
    change = ChangeLine(NOW, str(uuid4()), bad, bad, [bad] * 3)

    check_message(
        audit(
            AuditPage(
                90, everything=True, rules=[line] * 60, partners=[line] * 10, changes=[change] * 15
            )
        )
    )
    check_message(audit(AuditPage(90, everything=True, rules=[], partners=[], changes=[])))


def test_an_owner_reads_what_was_done_to_their_partners_channels(
    session: Session, workspace: Workspace, nadia: Person
) -> None:
    channel = make_channel(session, make_partner(session, workspace, owner=nadia))
    others = make_channel(session, make_partner(session, workspace, name="Globex"))
    for its in (channel, others):
        pausing.pause(session, channel_id=its.id, reason="It is shared.", now=NOW)

    [change] = audit_page.page(session, actor_of(nadia), now=NOW).changes

    assert (change.what, change.title) == ("channel paused", "Acme")
