"""The page's clock: its buttons, its progress, and what goes wrong with it."""

from datetime import UTC, datetime

from bot.sandbox import ClockControl, Sandbox
from bot.sandbox.clock_panel import Progress

TO = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)


def test_a_move_reports_how_far_it_is_and_ends_whole() -> None:
    seen: list[tuple[bool, float, str]] = []

    def mover(to: datetime, progress: Progress) -> None:
        progress(0.5, f"Half way to {to:%d %b}")
        movement = sandbox.movement
        seen.append((movement.running, movement.fraction, movement.text))

    sandbox = Sandbox(mover=mover)
    before = sandbox.world.version

    assert sandbox.move_clock(TO)
    ended = sandbox.clock_panel.wait(5)

    assert seen == [(True, 0.5, "Half way to 09 Mar")]
    assert (ended.running, ended.fraction, ended.error) == (False, 1.0, "")
    assert sandbox.world.version > before


def test_a_button_moves_and_an_error_is_shown() -> None:
    def fail(progress: Progress) -> None:
        progress(0.1, "Starting")
        raise RuntimeError("The bot is not running.")

    sandbox = Sandbox(clock_controls=[ClockControl("Next morning", fail)])

    assert sandbox.clock_panel.press("Next morning")
    assert sandbox.clock_panel.wait(5).error == "The bot is not running."
    assert not sandbox.clock_panel.press("Last year")
    assert not sandbox.move_clock(TO)


def test_a_note_is_kept_and_passed_on() -> None:
    sandbox = Sandbox()
    heard: list[str] = []
    sandbox.on_note.append(heard.append)

    sandbox.note("It is Monday.")

    assert sandbox.notes == heard == ["It is Monday."]


def test_whoever_waits_for_a_change_is_told() -> None:
    world = Sandbox().world
    before = world.version

    assert world.wait_for_change(before, timeout_s=0.01) == before
    world.touch()
    assert world.wait_for_change(before, timeout_s=5) == before + 1
