"""Goals and readings from files."""

from datetime import date

from sqlmodel import col, select

from bot.exchange.columns import Column
from bot.exchange.errors import LineError
from bot.exchange.ledger import IMPORT, Ledger
from bot.exchange.values import a_date, a_number, needed, one_of
from bot.flows.errors import Refusal
from bot.flows.goals import agreeing as goal_flows
from bot.flows.goals import readings
from storage import opportunity_counts
from storage.goals import Goal, GoalSide, Reading
from storage.partners import Partner, name_key

GOAL_COLUMNS = (
    Column("partner", required=True, also=("account",)),
    Column("metric", required=True),
    Column("unit"),
    Column("baseline"),
    Column("target", required=True),
    Column("start", required=True, also=("start_on",)),
    Column("due", required=True, also=("due_on",)),
    Column("owner"),
    Column("side"),
    Column("curve"),
    Column("rhythm"),
    Column("agreed_on", also=("agreed",)),
    Column("source"),
)
READING_COLUMNS = (
    Column("partner", required=True, also=("account",)),
    Column("metric", required=True),
    Column("value", required=True),
    Column("as_of", required=True, also=("date", "on")),
    Column("unit"),
    Column("source"),
    Column("source_ref", also=("id", "reference")),
    Column("note"),
)


class Goals:
    """Takes lines of goals. A partner's metric from one day on is one goal."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        standing = select(Goal).where(col(Goal.workspace_id) == ledger.workspace_id)
        self._standing = {
            (goal.partner_id, goal.metric_key, goal.start_on): goal
            for goal in ledger.session.exec(standing)
        }

    def take(self, row: dict[str, str]) -> None:
        """Take one line; a goal that stands with other terms is left as both sides agreed it."""
        ledger = self._ledger
        terms = self._terms(row)
        partner = ledger.partner(row["partner"])
        agreed = a_date(row["agreed_on"], "agreed_on", ledger.date_format)
        standing = self._standing.get((partner.id, name_key(terms.metric), terms.start_on))
        if standing is not None:
            if (standing.target, standing.due_on) != (terms.target, terms.due_on):
                raise LineError("a goal that stands with another target or due date")
            ledger.report.same += 1
            return
        goal = self._made(partner, terms, row, agreed=agreed)
        self._standing[(partner.id, goal.metric_key, goal.start_on)] = goal
        ledger.report.added += 1

    def finish(self) -> None:
        """Nothing is held back."""

    def _made(
        self,
        partner: Partner,
        terms: goal_flows.GoalTerms,
        row: dict[str, str],
        *,
        agreed: date | None,
    ) -> Goal:
        ledger = self._ledger
        try:
            goal = goal_flows.create(
                ledger.session,
                partner,
                terms,
                actor=IMPORT,
                now=ledger.now,
                agreed_ours_on=agreed,
                agreed_theirs_on=agreed,
            )
        except Refusal as refusal:
            raise LineError(refusal.sentence.rstrip(".")) from refusal
        goal.owner_id = ledger.person(row["owner"])
        return goal

    def _terms(self, row: dict[str, str]) -> goal_flows.GoalTerms:
        date_format = self._ledger.date_format
        start, due = (a_date(row[name], name, date_format) for name in ("start", "due"))
        target = a_number(row["target"], "target")
        if start is None or due is None or target is None:
            raise LineError("no start, due or target")
        metric = needed(row["metric"], "metric")
        counted = name_key(metric) in opportunity_counts.COUNTED
        source = row["source"] or (opportunity_counts.SOURCE if counted else "by hand")
        return goal_flows.GoalTerms(
            metric=metric,
            unit=row["unit"] or "count",
            baseline=a_number(row["baseline"] or "0", "baseline") or target * 0,
            target=target,
            start_on=start,
            due_on=due,
            side=one_of(GoalSide, row["side"] or GoalSide.JOINT.value, "side"),
            curve=row["curve"] or "linear",
            rhythm=row["rhythm"] or "weekly",
            source=source,
        )


class Readings:
    """Takes lines of readings; the newest goal of that metric open on the day gets it."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def take(self, row: dict[str, str]) -> None:
        """Take one line; another value for the same day and source supersedes."""
        ledger = self._ledger
        value = a_number(needed(row["value"], "value"), "value")
        as_of = a_date(needed(row["as_of"], "as_of"), "as_of", ledger.date_format)
        if value is None or as_of is None:
            raise LineError("no value or as_of")
        goal = self._goal(ledger.partner(row["partner"]), needed(row["metric"], "metric"))
        unit = goal_flows.unit_of(row["unit"]) if row["unit"] else goal.unit
        if unit != goal.unit:
            raise LineError(f"unit {unit}, but the goal is in {goal.unit}: nothing is converted")
        source, reference = row["source"] or "file", row["source_ref"]
        before = self._standing(goal, source, as_of.isoformat())
        try:
            reading = readings.add_reading(
                ledger.session,
                goal=goal,
                value=value,
                as_of=as_of,
                source=source,
                source_ref=reference,
                actor=IMPORT,
                now=ledger.now,
                note=row["note"] or None,
            )
        except Refusal as refusal:
            raise LineError(refusal.sentence.rstrip(".")) from refusal
        if reading.id in before:
            ledger.report.same += 1
        else:
            ledger.report.added += 1

    def finish(self) -> None:
        """Nothing is held back."""

    def _standing(self, goal: Goal, source: str, as_of: str) -> set[object]:
        rows = self._ledger.session.exec(
            select(col(Reading.id), col(Reading.as_of)).where(
                col(Reading.goal_id) == goal.id, col(Reading.source) == source
            )
        )
        return {key for key, on in rows if on.isoformat() == as_of}

    def _goal(self, partner: Partner, metric: str) -> Goal:
        goal = self._ledger.session.exec(
            select(Goal)
            .where(col(Goal.partner_id) == partner.id, col(Goal.metric_key) == name_key(metric))
            .order_by(col(Goal.start_on).desc())
            .limit(1)
        ).one_or_none()
        if goal is None:
            raise LineError(f"{partner.name} has no goal for {metric!r}")
        return goal
