"""Who and what there is in the simulation's Slack."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.simulation.client import Facts

BOT = "UBOT"


@dataclass
class User:
    """Somebody in Slack."""

    id: str
    team: str
    name: str
    zone: str
    is_deleted: bool = False
    is_guest: bool = False
    is_admin: bool = False
    rest: tuple[int, int] | None = None  # do not disturb: local hours from and to

    def facts(self, team: str) -> Facts:
        """Return the user object the bot of ``team`` sees."""
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.name,
            "tz": self.zone,
            "deleted": self.is_deleted,
            "is_restricted": self.is_guest,
            "is_stranger": self.team != team,
            "is_admin": self.is_admin,
            "is_bot": self.id.startswith(BOT),
        }

    def resting(self, at: datetime) -> Facts:
        """Return the rest that goes on at an instant, else the next one."""
        if self.rest is None:
            return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
        local = at.astimezone(ZoneInfo(self.zone))
        days = [local.date() + timedelta(days=days) for days in (-1, 0, 1)]
        begins, ends = next(rest for rest in map(self._rest_of, days) if rest[1] > local)
        stamps = {"next_dnd_start_ts": begins.timestamp(), "next_dnd_end_ts": ends.timestamp()}
        return {"dnd_enabled": True, **stamps}

    def _rest_of(self, day: date) -> tuple[datetime, datetime]:
        from_hour, to_hour = self.rest or (0, 0)
        zone = ZoneInfo(self.zone)
        ends_on = day + timedelta(days=to_hour <= from_hour)
        begins = datetime.combine(day, time(from_hour), zone)
        return begins, datetime.combine(ends_on, time(to_hour), zone)


@dataclass
class Conversation:
    """A channel or a direct conversation with the bot of ``team``."""

    id: str
    team: str
    members: list[str]
    is_shared: bool = False
    is_pending: bool = False
    is_archived: bool = False
    opened_at: int = 0  # the call after which outsiders could first read here; 0 when ours alone
    messages: list["Message"] = field(default_factory=list)


@dataclass
class Message:
    """What stands in a conversation."""

    conversation: Conversation
    ts: str
    at: datetime  # when it can first be read there
    by: str  # the process
    text: str
    blocks: list[Facts]
    key: str | None  # the dispatcher's; None for a listener's own answer
    thread_ts: str | None = None  # of the message it answers
