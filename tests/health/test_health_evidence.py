"""What is counted in the database is what the rules would count."""

from datetime import timedelta
from itertools import product

from sqlmodel import Session

from bot.flows.health.evidence import gather
from bot.rules.commitments import CommitmentState, Promise, kept_rate
from storage.opportunities import OpportunityStage
from storage.people import Side
from tests.factories import (
    TODAY,
    make_commitment,
    make_opportunity,
    make_partner,
    make_person,
    make_touch,
    make_workspace,
)

DUE_DAYS_AGO = (0, 1, 45, 90, 91)  # today is not over yet, and the window has 90 days
DONE_DAYS_AFTER = (-1, 0, 1, None)


def test_promises_of_every_kind_are_kept_as_the_rule_says(session: Session) -> None:
    workspace = make_workspace(session)
    acme = make_partner(session, workspace, owner=make_person(session, workspace))
    promises: list[Promise] = []
    for state, by_agreement, ago, after in product(
        CommitmentState, (True, False), DUE_DAYS_AGO, DONE_DAYS_AFTER
    ):
        due_on = TODAY - timedelta(days=ago)
        done_on = None if after is None else due_on + timedelta(days=after)
        made = make_commitment(session, acme, state=state, due_on=due_on, done_on=done_on)
        made.accepted_due_on, made.dropped_by_agreement = due_on, by_agreement
        session.add(made)
        promises.append(Promise(state, due_on, done_on, by_agreement))
    session.flush()

    [found] = gather(session, workspace_id=workspace.id, partner_ids=[acme.id], today=TODAY)

    assert found.kept == {Side.OURS: kept_rate(promises, TODAY)}
    assert found.kept[Side.OURS].due > found.kept[Side.OURS].kept > 0


def test_a_day_with_several_things_counts_once_and_only_within_the_window(
    session: Session,
) -> None:
    workspace = make_workspace(session)
    acme = make_partner(session, workspace)
    for ago in (0, 10, 10, 90, 91, -1):
        make_touch(session, acme, happened_on=TODAY - timedelta(days=ago))
    make_opportunity(
        session,
        acme,
        stage=OpportunityStage.WON,
        engaged_on=TODAY - timedelta(days=10),
        closed_on=TODAY - timedelta(days=5),
    )

    [found] = gather(session, workspace_id=workspace.id, partner_ids=[acme.id], today=TODAY)

    assert found.active_days == 4
    assert found.last_deal_on == TODAY - timedelta(days=5)
    assert found.partner.had_pipeline
