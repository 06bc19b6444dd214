"""trigger_ids: each opens one window, within 3 s of real time."""

import time
from dataclasses import dataclass

from bot.sandbox.entities import App
from bot.sandbox.state import State

TRIGGER_LIFE_S = 3.0


class TriggerError(ValueError):
    """A trigger_id that opens nothing; `code` is Slack's error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Trigger:
    """Who did something, in which installation, and from which modal if from one."""

    app: App
    user: str
    view_id: str | None
    born: float
    used: bool = False


class Triggers:
    """Hands out trigger_ids and takes each back once, within `life_s`."""

    def __init__(self, state: State) -> None:
        self.life_s = TRIGGER_LIFE_S
        self._state = state
        self._known: dict[str, Trigger] = {}

    def new(self, app: App, user: str, view_id: str | None = None) -> str:
        """Return a trigger_id for something this person just did."""
        trigger_id = f"{self._state.new_id('1')}.{app.team[1:]}.{self._state.new_id('t')}"
        with self._state.lock:
            self._known[trigger_id] = Trigger(app, user, view_id, time.monotonic())
        return trigger_id

    def take(self, trigger_id: str, app: App) -> Trigger:
        """Use up a trigger_id. Raises TriggerError when unknown, used or too old."""
        with self._state.lock:
            trigger = self._known.get(trigger_id)
            if trigger is None or trigger.app is not app:
                raise TriggerError("invalid_trigger_id")
            if trigger.used:
                raise TriggerError("exchanged_trigger_id")
            if time.monotonic() - trigger.born > self.life_s:
                raise TriggerError("expired_trigger_id")
            trigger.used = True
            return trigger
