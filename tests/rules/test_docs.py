"""docs/rules.md: every table of examples and numbers is what really happens."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.rules import health_model
from bot.rules.audience import Audience, ChannelFacts, may_post
from bot.rules.commitments import CommitmentState, KeptRate, due_soon, is_late, working_days_late
from bot.rules.defaults import DEFAULTS
from bot.rules.health import CapRule, Component, HealthInputs, Measured, load_model, score
from bot.rules.kickoff import STEP_TITLES, STEPS, Topic
from bot.rules.nudging import SnoozeChoice, digest_due, ladder_step, snooze_until
from bot.rules.pace import judge, parse_curve
from bot.rules.qbr import qbr_step
from bot.rules.readings import Rhythm, freshness
from bot.rules.stages import Stage, skipped_gates
from bot.rules.working_calendar import WorkingCalendar

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
START, DUE, FRIDAY = date(2026, 1, 1), date(2026, 4, 11), date(2026, 3, 6)
MODEL = load_model(Path(health_model.__file__).with_suffix(".toml").read_text())
A_HAIR = Decimal("1e-9")

Row = dict[str, str]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables() -> list[list[Row]]:
    found: list[list[Row]] = []
    heads: list[str] = []
    for line in PAGE.read_text().splitlines():
        if not line.startswith("|"):
            heads = []
        elif not heads:
            heads = cells(line)
            found.append([])
        elif not line.startswith("|---"):
            found[-1].append(dict(zip(heads, cells(line), strict=True)))
    return found


TABLES = tables()


def rows(*heads: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    [table] = [table for table in TABLES if tuple(table[0]) == heads]
    return pytest.mark.parametrize("row", table, ids=[" ".join(row.values()) for row in table])


def berlin(text: str) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return wall.astimezone(UTC)


def yes(text: str) -> bool:
    return {"yes": True, "no": False}[text]


@rows("what", "curve", "baseline", "target", "day", "value", "expected", "ratio", "band")
def test_pace(row: Row) -> None:
    judged = judge(
        baseline=Decimal(row["baseline"]),
        start=START,
        target=Decimal(row["target"]),
        due=DUE,
        curve=parse_curve(row["curve"]),
        value=Decimal(row["value"]),
        as_of=START + timedelta(days=int(row["day"])),
        counts="count" in row["what"],
    )
    assert judged.ratio is not None
    assert judged.expected == Decimal(row["expected"])
    assert abs(judged.ratio - Decimal(row["ratio"])) < A_HAIR
    assert judged.band == row["band"]
    if judged.value == 40000:
        assert (judged.lands_at, judged.needed_per_week) == (Decimal(80000), Decimal(8400))


@rows("today", "it is")
def test_readings(row: Row) -> None:
    today = date.fromisoformat(row["today"])
    assert freshness(today, date(2026, 3, 2), Rhythm.WEEKLY, BERLIN) == row["it is"]


@rows("today", "late", "working days late", "due soon")
def test_commitments(row: Row) -> None:
    today, state = date.fromisoformat(row["today"]), CommitmentState.ACCEPTED
    assert is_late(state, FRIDAY, today) is yes(row["late"])
    assert working_days_late(FRIDAY, today, BERLIN) == int(row["working days late"])
    assert due_soon(state, FRIDAY, today, BERLIN) is yes(row["due soon"])


@rows("kept", "due", "it reads")
def test_kept_rate(row: Row) -> None:
    kept, due = int(row["kept"]), int(row["due"])
    share = Decimal(kept) / due if due >= DEFAULTS.kept_percent_from else None
    assert KeptRate(kept, due, share).describe() == row["it reads"]


@rows("component", "weight", "low", "high", "measured as")
def test_the_health_model(row: Row) -> None:
    part = MODEL.components[Component(row["component"])]
    assert (part.weight, part.low, part.high) == tuple(
        Decimal(row[name]) for name in ("weight", "low", "high")
    )


@rows(*Component, "caps", "score", "band", "cheapest action on")
def test_health(row: Row) -> None:
    measured = {
        name: Measured(Decimal(row[name]), "ledger") for name in Component if row[name.value]
    }
    caps = frozenset(CapRule(word) for word in row["caps"].split())
    health = score(MODEL, HealthInputs(measured, caps))
    assert str(health.score if health.score is not None else "unknown") == row["score"]
    assert health.band == row["band"]
    action = health.cheapest_action
    assert (action.subject if action else "") == row["cheapest action on"]


@rows("from", "to", "gates passed over")
def test_stages(row: Row) -> None:
    skipped = skipped_gates(Stage(row["from"]), Stage(row["to"]))
    assert ", ".join(skipped) == row["gates passed over"]


@rows("working days late", "nudges so far", "next")
def test_the_ladder(row: Row) -> None:
    step = ladder_step(int(row["working days late"]), int(row["nudges so far"]))
    assert (step or "nobody") == row["next"]


@rows("choice", "it comes again")
def test_snoozes(row: Row) -> None:
    until = snooze_until(SnoozeChoice(row["choice"]), berlin("2026-03-05 16:00"), BERLIN)
    assert until == berlin(row["it comes again"])


@rows("local time", "sent today", "due")
def test_the_daily_message(row: Row) -> None:
    now = berlin(row["local time"])
    sent_on = BERLIN.local_date(now) if yes(row["sent today"]) else None
    assert digest_due(now, BERLIN, last_sent_on=sent_on) is yes(row["due"])


@rows("today", "step")
def test_the_qbr(row: Row) -> None:
    step = qbr_step(date(2026, 3, 23), date.fromisoformat(row["today"]), calendar=BERLIN)
    assert (step or "none") == row["step"]


@rows("topic", "title", "step")
def test_the_kickoff(row: Row) -> None:
    topic = Topic(row["topic"])
    assert topic.title == row["title"]
    assert topic in STEPS[STEP_TITLES.index(row["step"])]


@rows("the look at the channel", "internal", "shared")
def test_audiences(row: Row) -> None:
    ours = ChannelFacts(
        looked_up=True,
        is_member=True,
        is_archived=False,
        is_frozen=False,
        is_ext_shared=False,
        is_pending_ext_shared=False,
        pending_connected_team_ids=(),
        has_guests=False,
    )
    changes: dict[str, ChannelFacts] = {
        "ours alone": ours,
        "failed": ChannelFacts(),
        "is_ext_shared": replace(ours, is_ext_shared=True),
        "is_pending_ext_shared": replace(ours, is_pending_ext_shared=True),
        "is_frozen": replace(ours, is_frozen=True),
        "has_guests": replace(ours, has_guests=True),
        "is_archived": replace(ours, is_archived=True),
    }
    facts = changes[row["the look at the channel"]]
    assert may_post(Audience.INTERNAL, facts).allowed is yes(row["internal"])
    assert may_post(Audience.SHARED, facts).allowed is yes(row["shared"])


def as_written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def test_every_number_is_written_down_once_as_it_is() -> None:
    written = [
        (row["Numbers"].strip("`"), row["default"])
        for table in TABLES
        if "Numbers" in table[0]
        for row in table
    ]
    assert sorted(written) == sorted(
        (field.name, as_written(getattr(DEFAULTS, field.name))) for field in fields(DEFAULTS)
    )
