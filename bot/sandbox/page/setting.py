"""What is done to the local Slack from outside: its channels, its clock, its troubles."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sandbox.entities import Json
from bot.sandbox.page import troubles
from bot.sandbox.server import Sandbox

AN_HOUR_S = 3600


def set_up(sandbox: Sandbox, asked: Json) -> Json:
    """Do one change; return ``ok`` and, when it was refused, the sentence that says why."""
    change = CHANGES.get(str(asked.get("set")))
    if change is None:
        return {"ok": False, "error": f"There is nothing named {asked.get('set')!r} to set."}
    try:
        change(sandbox, asked)
    except KeyError as error:
        return {"ok": False, "error": f"Slack does not know {error.args[0]}."}
    except (LookupError, ValueError) as error:
        return {"ok": False, "error": str(error)}
    return {"ok": True, "error": ""}


def _shared(sandbox: Sandbox, asked: Json) -> None:
    sandbox.world.set_shared(asked["channel"], asked["teams"])


def _pending(sandbox: Sandbox, asked: Json) -> None:
    sandbox.world.set_pending_shared(asked["channel"], asked["teams"])


def _archived(sandbox: Sandbox, asked: Json) -> None:
    sandbox.world.archive(asked["channel"], archived=bool(asked["on"]))


def _member(sandbox: Sandbox, asked: Json) -> None:
    """Add a person to a channel, or take them out."""
    change = sandbox.world.join if asked["on"] else sandbox.world.leave
    change(asked["channel"], asked["user"])


def _notifications(sandbox: Sandbox, asked: Json) -> None:
    """Turn a person's notifications off for an hour, or on again."""
    until = int(sandbox.clock.now().timestamp()) + AN_HOUR_S
    sandbox.world.pause_notifications(asked["user"], 0 if asked["on"] else until)


def _clock_button(sandbox: Sandbox, asked: Json) -> None:
    if not sandbox.clock_panel.press(asked["label"]):
        raise ValueError("The clock is already moving.")


def _clock_to(sandbox: Sandbox, asked: Json) -> None:
    """Move the clock to a local time of the acting person."""
    local = datetime.fromisoformat(asked["local"])
    to = local.replace(tzinfo=ZoneInfo(asked["tz"])).astimezone(UTC)
    if to <= sandbox.clock.now():
        raise ValueError("The clock only moves forward: choose a later time.")
    if not sandbox.move_clock(to):
        raise ValueError("The clock is already moving, or cannot be moved here.")


def _rate_limits(sandbox: Sandbox, asked: Json) -> None:
    troubles.limit_rates(sandbox, on=bool(asked["on"]))


def _fault(sandbox: Sandbox, asked: Json) -> None:
    troubles.break_calls(sandbox, asked["method"], asked["kind"], int(asked["times"]))


def _faults_clear(sandbox: Sandbox, asked: Json) -> None:
    del asked
    troubles.clear(sandbox)


CHANGES: dict[str, Callable[[Sandbox, Json], None]] = {
    "shared": _shared,
    "pending": _pending,
    "archived": _archived,
    "member": _member,
    "notifications": _notifications,
    "clock_button": _clock_button,
    "clock_to": _clock_to,
    "rate_limits": _rate_limits,
    "fault": _fault,
    "faults_clear": _faults_clear,
}
