"""Opportunities from a CRM's file. A deal is known by its id there: a second run changes it."""

from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import col

from bot.exchange.columns import Column
from bot.exchange.errors import LineError
from bot.exchange.ledger import Ledger
from bot.exchange.values import a_currency, a_date, a_number, needed, one_of
from storage.columns import new_id
from storage.opportunities import Attribution, Opportunity, OpportunityStage

SOURCE = "crm"
BATCH = 500

COLUMNS = (
    Column("partner", required=True, also=("account", "account name", "company")),
    Column("id", required=True, also=("opportunity_id", "deal_id", "opportunity")),
    Column("stage", required=True, also=("deal_stage", "status")),
    Column("owner", also=("sales_agent", "agent", "rep")),
    Column("product"),
    Column("customer", also=("end_customer",)),
    Column("engaged_on", also=("engage_date", "engaged", "created")),
    Column("closed_on", also=("close_date", "closed")),
    Column("amount", also=("close_value", "value")),
    Column("currency"),
    Column("attribution", also=("sourced_or_influenced",)),
)
_COMPARED = (
    "partner_id",
    "account",
    "product",
    "owner_id",
    "attribution",
    "stage",
    "engaged_on",
    "closed_on",
    "amount",
    "currency",
)
_READ = ("id", "source_ref", *_COMPARED)


class Opportunities:
    """Takes lines of opportunities; partners nobody knew yet are added on the way."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen: set[str] = set()
        self._new: list[dict[str, Any]] = []
        before = select(*(getattr(Opportunity, name) for name in _READ)).where(
            col(Opportunity.workspace_id) == ledger.workspace_id, col(Opportunity.source) == SOURCE
        )
        rows = ledger.session.execute(before).mappings()
        self._before = {row["source_ref"]: row for row in rows}

    def take(self, row: dict[str, str]) -> None:
        """Take one line. Raises LineError when it says too little or something impossible."""
        reference = needed(row["id"], "id")
        if reference in self._seen:
            raise LineError("an id that stands in an earlier line")
        facts = self._facts(row)
        self._seen.add(reference)
        before = self._before.get(reference)
        if before is None:
            self._add(reference, facts)
        elif any(before[name] != facts[name] for name in _COMPARED):
            self._change(before["id"], facts)
        else:
            self._ledger.report.same += 1

    def finish(self) -> None:
        """Write what is still held back."""
        if self._new:
            self._ledger.session.execute(insert(Opportunity), self._new)
            self._new = []

    def _facts(self, row: dict[str, str]) -> dict[str, Any]:
        date_format = self._ledger.date_format
        stage = one_of(OpportunityStage, needed(row["stage"], "stage"), "stage")
        engaged = a_date(row["engaged_on"], "engaged_on", date_format)
        closed = a_date(row["closed_on"], "closed_on", date_format)
        amount = a_number(row["amount"], "amount")
        if engaged and closed and closed < engaged:
            raise LineError("it closes before it is engaged")
        if amount is not None and amount < 0:
            raise LineError("a negative amount")
        if stage is OpportunityStage.WON and (closed is None or amount is None):
            raise LineError("won without a close date and an amount")
        attribution = row["attribution"] or Attribution.SOURCED.value
        facts: dict[str, Any] = {
            "account": row["customer"] or None,
            "product": row["product"] or None,
            "attribution": one_of(Attribution, attribution, "attribution"),
            "stage": stage,
            "engaged_on": engaged,
            "closed_on": closed,
            "amount": amount,
            "currency": a_currency(row["currency"] or self._ledger.currency, "currency"),
        }
        # Last: a line that is skipped makes no partner and no person.
        facts["partner_id"] = self._ledger.partner(row["partner"], make=True).id
        facts["owner_id"] = self._ledger.person(row["owner"])
        return facts

    def _add(self, reference: str, facts: dict[str, Any]) -> None:
        self._ledger.report.added += 1
        self._new.append(
            {
                "id": new_id(),
                "workspace_id": self._ledger.workspace_id,
                "source": SOURCE,
                "source_ref": reference,
                "recorded_at": self._ledger.now,
                **facts,
            }
        )
        if len(self._new) >= BATCH:
            self.finish()

    def _change(self, key: Any, facts: dict[str, Any]) -> None:
        self._ledger.report.changed += 1
        self._ledger.session.execute(
            update(Opportunity)
            .where(col(Opportunity.id) == key)
            .values(recorded_at=self._ledger.now, **facts)
        )
