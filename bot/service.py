"""The running bot: ticker, dispatcher and Slack's connection, started and stopped together."""

import gc
import logging
from dataclasses import dataclass, field
from threading import Event, Thread

from sqlalchemy import text

from bot.app import Bot
from bot.clock import monotonic
from bot.doors import Door, HttpDoor, SocketDoor
from bot.jobs.sharing import Sharing
from bot.jobs.timetable import EVERY_S, Ticker

log = logging.getLogger(__name__)

WATCH_EVERY_S = 5.0
SILENT_S = 180.0  # Slack pings a socket every few seconds; it re-connects within this
TICKS_MISSED_S = EVERY_S * 10


@dataclass
class Service:
    """Everything that runs. ``wait`` returns when it was stopped, or must be restarted."""

    bot: Bot
    stopping: Event = field(default_factory=Event)
    _ticked_at: float = field(default_factory=monotonic, init=False)

    def __post_init__(self) -> None:
        self._door = self._choose_door()
        self._sharing = Sharing(self.bot.database, self.bot.dispatcher.holder)
        self._ticker = Ticker(self._tick, beat=self._sharing.beat, watch=self._watch)
        self.bot.watch.stopping = self.stopping
        self._dispatching = Thread(
            target=self.bot.dispatcher.run, args=(self.stopping,), name="dispatcher"
        )

    def start(self) -> None:
        """Start sending, listening and ticking, in this order."""
        self._dispatching.start()
        try:
            self._door.start()
        except BaseException:
            self.stopping.set()
            self._dispatching.join()
            raise
        self._sharing.beat()
        self._ticker.start()
        log.info("the bot is running", extra={"door": type(self._door).__name__})

    def stop(self) -> None:
        """Stop listening, ticking and sending; a message under way is finished first."""
        self.stopping.set()
        self._door.stop()
        self._ticker.stop()
        self._sharing.leave()
        self.bot.dispatcher.wake()
        self._dispatching.join()
        self.bot.database.close()
        log.info("the bot has stopped")

    def wait(self) -> bool:
        """Wait for ``stopping``; return False as soon as a part is dead and none can mend it.

        Whoever supervises the process starts it anew then; nothing is lost by that.
        """
        silent_since: float | None = None
        while not self.stopping.wait(WATCH_EVERY_S):
            now = monotonic()
            if self._door.is_open():
                silent_since = None
            elif silent_since is None:
                silent_since = now
            fault = self._fault(now, silent_since)
            if fault is not None:
                log.critical("the bot must be restarted", extra={"why": fault})
                return False
        return True

    def ready(self) -> str | None:
        """Return why the bot cannot take work now, or None."""
        if not self._dispatching.is_alive():
            return "the dispatcher is not running"
        try:
            with self.bot.database.across_workspaces.reading() as session:
                session.execute(text("SELECT 1"))
        except Exception:
            log.exception("the database does not answer")
            return "the database does not answer"
        return None

    def _choose_door(self) -> Door:
        settings = self.bot.settings
        if settings.slack_app_token is not None:
            return SocketDoor(self.bot, settings.slack_app_token.get_secret_value())
        if settings.slack_signing_secret is not None:
            secret = settings.slack_signing_secret.get_secret_value()
            return HttpDoor(self.bot, secret, self.ready)
        raise ValueError(" ".join(settings.missing_for_run()))

    def _tick(self) -> None:
        try:
            self.bot.tick(self._sharing.mine)
        except Exception:
            log.exception("a tick broke")
        self._ticked_at = monotonic()

    def _watch(self) -> None:
        try:
            self.bot.watch.look_around(self.bot.clock.now(), self._sharing.mine)
        except Exception:
            log.exception("a round of the watch broke")

    def _fault(self, now: float, silent_since: float | None) -> str | None:
        if not self._dispatching.is_alive():
            return "the dispatcher died"
        if silent_since is not None and now - silent_since > SILENT_S:
            return "Slack could not be heard for three minutes"
        if now - self._ticked_at > TICKS_MISSED_S:
            return "no tick came to an end for five minutes"
        return None


def run(bot: Bot, stopping: Event) -> bool:
    """Run the bot until ``stopping`` is set; False when it has to be started anew."""
    service = Service(bot, stopping)
    service.start()
    # What was loaded stays: looking at all of it again would hold up every thread for 0.1 s.
    gc.collect()
    gc.freeze()
    gc.enable()
    try:
        return service.wait()
    finally:
        service.stop()
