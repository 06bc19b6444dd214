"""What each sheet of the ledger holds: its columns, and a workspace's lines in their order."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.commitments import Commitment
from storage.goals import Goal, Reading
from storage.opportunities import Opportunity
from storage.partners import Partner, Touch
from storage.people import Person

Lines = Select[*tuple[Any, ...]]  # of the workspace given as the parameter ``workspace_id``

_SPONSOR = aliased(Person)


def _of(table: Any, columns: Mapping[str, Any]) -> Lines:
    return (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(table)
        .where(table.workspace_id == bindparam("workspace_id"))
    )


def _owned(table: Any, columns: Mapping[str, Any]) -> Lines:
    """Return the lines of what a partner has and a person answers for."""
    return (
        _of(table, columns)
        .join(Partner, Partner.id == table.partner_id)
        .outerjoin(Person, Person.id == table.owner_id)
        .order_by(table.id)
    )


_PARTNERS = (
    _of(
        Partner,
        {
            "name": col(Partner.name),
            "owner": col(Person.name),
            "sponsor": col(_SPONSOR.name),
            "stage": col(Partner.stage),
            "signed_on": col(Partner.signed_on),
            "rhythm": col(Partner.rhythm),
        },
    )
    .outerjoin(Person, col(Person.id) == col(Partner.owner_id))
    .outerjoin(_SPONSOR, col(_SPONSOR.id) == col(Partner.sponsor_id))
    .order_by(col(Partner.name_key))
)
_PEOPLE = (
    _of(
        Person,
        {
            "name": col(Person.name),
            "partner": col(Partner.name),
            "zone": col(Person.zone),
            "country": col(Person.country),
            "working_days": col(Person.working_days),
            "slack_user_id": col(Person.slack_user_id),
        },
    )
    .outerjoin(Partner, col(Partner.id) == col(Person.partner_id))
    .order_by(col(Person.id))
)
_READINGS = (
    _of(
        Reading,
        {
            "partner": col(Partner.name),
            "metric": col(Goal.metric),
            "value": col(Reading.value),
            "as_of": col(Reading.as_of),
            "unit": col(Reading.unit),
            "source": col(Reading.source),
            "source_ref": col(Reading.source_ref),
            "note": col(Reading.note),
        },
    )
    .join(Goal, col(Goal.id) == col(Reading.goal_id))
    .join(Partner, col(Partner.id) == col(Goal.partner_id))
    .where(col(Reading.superseded_by).is_(None))
    .order_by(col(Reading.id))
)
_TOUCHES = (
    _of(
        Touch,
        {
            "partner": col(Partner.name),
            "contact": col(Touch.contact),
            "on": col(Touch.happened_on),
            "kind": col(Touch.kind),
            "outcome": col(Touch.outcome),
            "by": col(Person.name),
            "id": col(Touch.source_ref),
        },
    )
    .join(Partner, col(Partner.id) == col(Touch.partner_id))
    .outerjoin(Person, col(Person.id) == col(Touch.by_id))
    .order_by(col(Touch.id))
)
SHEETS: Mapping[str, Lines] = {
    "partners": _PARTNERS,
    "people": _PEOPLE,
    "goals": _owned(
        Goal,
        {
            "partner": col(Partner.name),
            "metric": col(Goal.metric),
            "unit": col(Goal.unit),
            "baseline": col(Goal.baseline),
            "target": col(Goal.target),
            "start": col(Goal.start_on),
            "due": col(Goal.due_on),
            "owner": col(Person.name),
            "side": col(Goal.side),
            "curve": col(Goal.curve),
            "rhythm": col(Goal.rhythm),
            "agreed_on": col(Goal.agreed_theirs_on),
            "source": col(Goal.source),
            "value": col(Goal.newest_value),
            "as_of": col(Goal.newest_as_of),
            "band": col(Goal.band),
            "ended": col(Goal.ending),
            "ended_because": col(Goal.close_reason),
        },
    ),
    "readings": _READINGS,
    "commitments": _owned(
        Commitment,
        {
            "partner": col(Partner.name),
            "title": col(Commitment.title),
            "side": col(Commitment.side),
            "owner": col(Person.name),
            "due_on": col(Commitment.due_on),
            "state": col(Commitment.state),
            "done_on": col(Commitment.done_on),
            "test_of_done": col(Commitment.test_of_done),
            "id": col(Commitment.source_ref),
        },
    ),
    "opportunities": _owned(
        Opportunity,
        {
            "id": col(Opportunity.source_ref),
            "partner": col(Partner.name),
            "customer": col(Opportunity.account),
            "product": col(Opportunity.product),
            "owner": col(Person.name),
            "attribution": col(Opportunity.attribution),
            "stage": col(Opportunity.stage),
            "engaged_on": col(Opportunity.engaged_on),
            "closed_on": col(Opportunity.closed_on),
            "amount": col(Opportunity.amount),
            "currency": col(Opportunity.currency),
        },
    ),
    "touches": _TOUCHES,
}
