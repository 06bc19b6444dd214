"""Events on their way to apps: who is told, in which shape, and again when unanswered."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.sandbox.delivery import Delivery, Retry
from bot.sandbox.entities import App, Json
from bot.sandbox.state import Event
from bot.sandbox.world import World

# Seconds after the attempt before: at once, a minute, five minutes.
RETRIES_S = (0.0, 60.0, 300.0)

# What an app must be allowed to read before it is told; {} is channels or groups.
SCOPES = {
    "user_change": "users:read",
    "team_join": "users:read",
    "app_mention": "app_mentions:read",
    "message": "{}:history",
    "member_joined_channel": "{}:read",
    "member_left_channel": "{}:read",
    "channel_shared": "{}:read",
    "channel_unshared": "{}:read",
    "channel_id_changed": "{}:read",
    **{
        f"{kind}_{what}": f"{kind}s:read"
        for kind in ("channel", "group")
        for what in ("rename", "archive", "unarchive", "deleted")
    },
}


@dataclass(frozen=True, slots=True)
class _Attempt:
    app: App
    body: Json
    number: int = 0
    reason: str = ""


class EventFeed:
    """Delivers every event of the world to the apps that may have it, until answered."""

    def __init__(self, world: World, delivery: Delivery, retry_scale: float) -> None:
        self._world = world
        self._delivery = delivery
        self._retry_scale = retry_scale
        self._quiet = threading.Condition()
        self._busy = 0
        self._stopped = threading.Event()
        self._pool: ThreadPoolExecutor | None = None
        world.listeners.append(self.tell)

    def start(self) -> None:
        """Begin to deliver; what happened before is nobody's business."""
        self._stopped.clear()
        self._pool = ThreadPoolExecutor(16, "sandbox-events")

    def stop(self) -> None:
        """Deliver nothing more, retries included."""
        self._stopped.set()
        pool, self._pool = self._pool, None
        if pool:
            pool.shutdown(wait=True, cancel_futures=True)
        with self._quiet:
            self._busy = 0

    def settle(self, timeout_s: float = 30.0) -> bool:
        """Wait until every first attempt is over; False when they are not in time."""
        with self._quiet:
            return self._quiet.wait_for(lambda: self._busy == 0, timeout_s)

    def tell(self, event: Event) -> None:
        """Send an event on its way to every app that may have it."""
        if self._pool is None:
            return
        for app in self._told(event):
            with self._quiet:
                self._busy += 1
            self._pool.submit(self._deliver, _Attempt(app, self.envelope(app, event)))

    def _told(self, event: Event) -> Iterator[App]:
        for app in self._world.apps:
            told = any(self._world.within(team, app.team) for team in event.teams)
            here = app is event.app or (event.app is None and told)
            if here and not app.revoked and self._may_have(app, event):
                yield app

    def _may_have(self, app: App, event: Event) -> bool:
        kind = event.body["type"]
        if app.events is not None and kind not in app.events:
            return False
        channel = self._world.channels.get(event.channel or "")
        if channel and kind == "message" and app.bot_user not in channel.members:
            return False
        family = "im" if channel and channel.im else "channels"
        if channel and channel.private and not channel.im:
            family = "groups"
        needed = SCOPES.get(kind, "").format(family)
        return not needed or needed in app.scopes

    def envelope(self, app: App, event: Event) -> Json:
        """Return an event as Slack wraps it; its event_id stays the same in every retry."""
        channel = self._world.channels.get(event.channel or "")
        body = {"event_ts": self._world.stamps.next(), **event.body}
        return {
            "token": "sandbox-verification-token",
            "team_id": app.team,
            "context_team_id": app.team,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": body,
            "type": "event_callback",
            "event_id": self._world.new_id("Ev"),
            "event_time": int(self._world.clock.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": app.org,
                    "team_id": None if app.org else app.team,
                    "user_id": app.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": app.org is not None,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_shared),
            "event_context": self._world.new_id("4-"),
        }

    def _deliver(self, attempt: _Attempt) -> None:
        retry = Retry(attempt.number, attempt.reason) if attempt.number else None
        reply = self._delivery.deliver(attempt.app, "events_api", attempt.body, retry)
        if attempt.number == 0:
            with self._quiet:
                self._busy -= 1
                self._quiet.notify_all()
        if reply.ok or reply.no_retry or attempt.number == len(RETRIES_S):
            return
        reason = "http_timeout" if reply.error == "timeout" else "http_error"
        again = _Attempt(attempt.app, attempt.body, attempt.number + 1, reason)
        timer = threading.Timer(self._wait_s(attempt.number), self._again, (again,))
        timer.daemon = True
        timer.start()

    def _wait_s(self, number: int) -> float:
        return RETRIES_S[number] * self._retry_scale

    def _again(self, attempt: _Attempt) -> None:
        pool = self._pool
        if pool and not self._stopped.is_set():
            pool.submit(self._deliver, attempt)
