"""The ledger into files: CSV or XLSX, safe to open in a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.exchange.cells import defused
from bot.exchange.errors import ExchangeError
from storage.commitments import Commitment
from storage.goals import Goal, Reading
from storage.opportunities import Opportunity
from storage.partners import Partner, Touch
from storage.people import Person

BATCH = 1000


def _owned(model: Any, columns: Mapping[str, Any]) -> Callable[[UUID], Select[*tuple[Any, ...]]]:
    def statement(workspace_id: UUID) -> Select[*tuple[Any, ...]]:
        return (
            select(*(column.label(name) for name, column in columns.items()))
            .select_from(model)
            .join(Partner, Partner.id == model.partner_id)
            .outerjoin(Person, Person.id == model.owner_id)
            .where(model.workspace_id == workspace_id)
            .order_by(model.id)
        )

    return statement


_SPONSOR = aliased(Person)


def _partners(workspace_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Partner.name).label("name"),
            col(Person.name).label("owner"),
            col(_SPONSOR.name).label("sponsor"),
            col(Partner.stage).label("stage"),
            col(Partner.signed_on).label("signed_on"),
            col(Partner.rhythm).label("rhythm"),
        )
        .outerjoin(Person, col(Person.id) == col(Partner.owner_id))
        .outerjoin(_SPONSOR, col(_SPONSOR.id) == col(Partner.sponsor_id))
        .where(col(Partner.workspace_id) == workspace_id)
        .order_by(col(Partner.name_key))
    )


def _people(workspace_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Person.name).label("name"),
            col(Partner.name).label("partner"),
            col(Person.zone).label("zone"),
            col(Person.country).label("country"),
            col(Person.working_days).label("working_days"),
            col(Person.slack_user_id).label("slack_user_id"),
        )
        .outerjoin(Partner, col(Partner.id) == col(Person.partner_id))
        .where(col(Person.workspace_id) == workspace_id)
        .order_by(col(Person.id))
    )


def _readings(workspace_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Partner.name).label("partner"),
            col(Goal.metric).label("metric"),
            col(Reading.value).label("value"),
            col(Reading.as_of).label("as_of"),
            col(Reading.unit).label("unit"),
            col(Reading.source).label("source"),
            col(Reading.source_ref).label("source_ref"),
            col(Reading.note).label("note"),
        )
        .join(Goal, col(Goal.id) == col(Reading.goal_id))
        .join(Partner, col(Partner.id) == col(Goal.partner_id))
        .where(col(Reading.workspace_id) == workspace_id, col(Reading.superseded_by).is_(None))
        .order_by(col(Reading.id))
    )


def _touches(workspace_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Partner.name).label("partner"),
            col(Touch.contact).label("contact"),
            col(Touch.happened_on).label("on"),
            col(Touch.kind).label("kind"),
            col(Touch.outcome).label("outcome"),
            col(Person.name).label("by"),
            col(Touch.source_ref).label("id"),
        )
        .join(Partner, col(Partner.id) == col(Touch.partner_id))
        .outerjoin(Person, col(Person.id) == col(Touch.by_id))
        .where(col(Touch.workspace_id) == workspace_id)
        .order_by(col(Touch.id))
    )


_SHEETS: Mapping[str, Callable[[UUID], Select[*tuple[Any, ...]]]] = {
    "partners": _partners,
    "people": _people,
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
        },
    ),
    "readings": _readings,
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
    "touches": _touches,
}
KINDS = (*_SHEETS, "all")


def run(session: Session, kind: str, path: Path, *, workspace_id: UUID) -> dict[str, int]:
    """Write ``kind``, or all of them as the sheets of one XLSX, to ``path``; return line counts.

    Raises ExchangeError when the file cannot be written; what stood there stays then.
    """
    ending = path.suffix.lower()
    if ending not in {".csv", ".xlsx"}:
        raise ExchangeError(f"{path.name} is neither .csv nor .xlsx.")
    if kind == "all" and ending == ".csv":
        raise ExchangeError("All kinds together need an .xlsx file; a .csv holds one kind.")
    kinds = list(_SHEETS) if kind == "all" else [kind]
    draft = path.with_name(f".{path.name}.part")
    try:
        write = _write_xlsx if ending == ".xlsx" else _write_csv
        counts = write(draft, ((each, _rows(session, each, workspace_id)) for each in kinds))
        draft.replace(path)
    except OSError as error:
        raise ExchangeError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return counts


Rows = Iterator[Iterable[Any]]


def _rows(session: Session, kind: str, workspace_id: UUID) -> Rows:
    found = session.execute(_SHEETS[kind](workspace_id), execution_options={"yield_per": BATCH})
    yield found.keys()
    yield from found


def _write_csv(path: Path, sheets: Iterator[tuple[str, Rows]]) -> dict[str, int]:
    counts = {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for kind, rows in sheets:
            counts[kind] = -1  # the header is no line
            for row in rows:
                writer.writerow([safe(value) for value in row])
                counts[kind] += 1
    return counts


def _write_xlsx(path: Path, sheets: Iterator[tuple[str, Rows]]) -> dict[str, int]:
    from openpyxl import Workbook  # noqa: PLC0415 - slow to import, and rarely needed

    counts, book = {}, Workbook(write_only=True)
    for kind, rows in sheets:
        sheet, counts[kind] = book.create_sheet(kind), -1
        for row in rows:
            sheet.append([safe(value) for value in row])
            counts[kind] += 1
    book.save(path)
    return counts


def safe(value: Any) -> Any:
    """Return a cell that no spreadsheet runs: what starts like a formula is quoted."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return defused(str(value))
