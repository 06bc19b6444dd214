"""Do-not-disturb: whoever has their notifications off is written to when they are back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.do_not_disturb import DoNotDisturb
from bot.flows.nudges import hours
from bot.sandbox import Sandbox
from storage.outbox import OutboxState
from tests.delivery.conftest import NOW, Build, Desk, dm

AFTERNOON = NOW.replace(hour=19)  # 14:00 in New York, a Wednesday
BACK = AFTERNOON + timedelta(hours=1)


def asked(sandbox: Sandbox) -> list[str]:
    return [call.method for call in sandbox.calls if call.method.startswith("dnd.")]


@pytest.fixture
def desk_of(desk: Desk, build: Build, sandbox: Sandbox) -> Callable[..., Desk]:
    """Return how to have a desk in a Slack that gave the scope, or did not."""

    def make(*, scope: bool = True) -> Desk:
        for app in sandbox.world.apps:
            app.scopes |= {"dnd:read"} if scope else set()
        resting = DoNotDisturb()
        dispatcher = build(resting=resting, opens_at=hours.within(resting.until))
        return Desk(desk.database, desk.home, dispatcher)

    return make


def test_a_nudge_waits_until_its_reader_is_back(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    sandbox.world.pause_notifications("U0NADIA", int(BACK.timestamp()))
    row = desk.to_nadia("Behind.", rule="slip", due_at=AFTERNOON)

    desk.send(AFTERNOON)
    assert dm(sandbox, "U0NADIA") == []
    assert (desk.row(row).state, desk.row(row).due_at) == (OutboxState.PENDING, BACK)

    desk.send(BACK)
    assert dm(sandbox, "U0NADIA") == ["Behind."]


def test_who_is_back_at_night_reads_it_on_the_next_working_morning(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    night = AFTERNOON + timedelta(hours=6)
    sandbox.world.pause_notifications("U0NADIA", int(night.timestamp()))
    row = desk.to_nadia("Behind.", rule="slip", due_at=AFTERNOON)

    desk.send(AFTERNOON)

    assert desk.row(row).due_at == datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


def test_an_answer_to_somebody_is_never_held_back(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    sandbox.world.pause_notifications("U0NADIA", int(BACK.timestamp()))
    desk.to_nadia("Kept.", rule="kickoff_summary", due_at=AFTERNOON)

    desk.send(AFTERNOON)

    assert dm(sandbox, "U0NADIA") == ["Kept."]


def test_many_readers_are_asked_about_at_once_and_remembered(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    ask = {"rule": "asked", "due_at": AFTERNOON}
    desk.to_nadia("One.", **ask)
    to_ben = replace(desk, home=replace(desk.home, nadia=desk.home.ben))
    to_ben.to_nadia("Two.", **ask)
    desk.send(AFTERNOON)
    desk.to_nadia("Three.", **ask)

    desk.send(AFTERNOON + timedelta(minutes=1))

    assert asked(sandbox) == ["dnd.teamInfo"]


def test_without_the_scope_it_goes_as_ever_and_nothing_is_asked_again_that_day(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of(scope=False)
    sandbox.world.pause_notifications("U0NADIA", int(BACK.timestamp()))

    for minutes in (0, 20, 40):
        at = AFTERNOON + timedelta(minutes=minutes)
        desk.to_nadia(f"{minutes}", rule="asked", due_at=at)
        desk.send(at)

    assert dm(sandbox, "U0NADIA") == ["0", "20", "40"]
    assert asked(sandbox) == ["dnd.info"]


@pytest.mark.parametrize("fault", ["fails", "has had enough"])
def test_a_slack_that_does_not_say_holds_up_nobody(
    desk_of: Callable[..., Desk], sandbox: Sandbox, fault: str
) -> None:
    desk = desk_of()
    if fault == "fails":
        sandbox.faults.fail("dnd.info", "internal_error")
    else:
        sandbox.faults.limit("dnd.info", 60)
    desk.to_nadia("Behind.", due_at=AFTERNOON)

    desk.send(AFTERNOON)

    assert dm(sandbox, "U0NADIA") == ["Behind."]


def test_one_message_a_day_beside_the_daily_one_and_the_next_waits_for_the_next_morning(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    for rule in ("daily", "slip", "qbr_pack", "departed"):
        desk.to_nadia(rule, rule=rule, due_at=AFTERNOON)

    desk.send(AFTERNOON)
    assert dm(sandbox, "U0NADIA") == ["daily", "slip"]

    morning = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
    desk.send(morning)
    desk.send(morning + timedelta(days=1))
    assert dm(sandbox, "U0NADIA") == ["daily", "slip", "qbr_pack", "departed"]


def test_what_a_colleague_asks_and_what_answers_somebody_counts_for_nothing(
    desk_of: Callable[..., Desk], sandbox: Sandbox
) -> None:
    desk = desk_of()
    for rule in ("asked", "handed_to_you", "channel_paused", "slip", "asked"):
        desk.to_nadia(rule, rule=rule, due_at=AFTERNOON)

    desk.send(AFTERNOON)

    assert len(dm(sandbox, "U0NADIA")) == 5
