"""The demo's clock: moved in steps, so that everybody's morning comes when it should."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.app import Bot
from bot.clock import MovableClock
from bot.demo import cast
from bot.rules.working_calendar import ONE_DAY
from storage.qbrs import Qbr

STEP = timedelta(minutes=30)
# Daily messages are spread over five minutes after the hour; this is past all of them.
PAST_NINE = time(9, 6)
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class TimeTravel:
    """Moves the clock forward and lets the bot do what falls due on the way."""

    bot: Bot
    clock: MovableClock

    def move_to(self, to: datetime, progress: Progress) -> None:
        """Move to ``to``. Raises ValueError for an instant that is over."""
        start = self.clock.now()
        if to <= start:
            raise ValueError("The clock only moves forward.")
        for instant in instants(start, to):
            self.clock.move(instant)
            sent = self.bot.tick_at(instant)
            done = (instant - start) / (to - start)
            said = f"{len(sent.lines)} messages" if sent.lines else "quiet"
            progress(done, f"{instant.astimezone(_manager_zone()):%a %d %b %H:%M} · {said}")

    def next_morning(self, progress: Progress) -> None:
        """Move past 09:00 of the next day on which all of our people work."""
        self.move_to(_morning(self.clock.now()), progress)

    def week_on(self, progress: Progress) -> None:
        """Move a week on, to the morning."""
        self.move_to(_morning(self.clock.now() + timedelta(days=6)), progress)

    def week_before_qbr(self, progress: Progress) -> None:
        """Move to the morning seven days before the next review that is farther away."""
        today = self.clock.now().astimezone(_manager_zone()).date()
        soonest = today + timedelta(days=7)
        statement = (
            select(col(Qbr.held_on))
            .where(col(Qbr.workspace_id) == self._workspace_id, col(Qbr.held_on) > soonest)
            .order_by(col(Qbr.held_on))
            .limit(1)
        )
        with self.bot.database.within(self._workspace_id).reading() as session:
            held_on = session.exec(statement).one_or_none()
        if held_on is None:
            raise ValueError("No review is farther away than a week; set one with /partner qbr.")
        eve = datetime.combine(held_on - timedelta(days=8), time(12), _manager_zone())
        self.move_to(_morning(max(eve, self.clock.now())), progress)

    @property
    def _workspace_id(self) -> UUID:
        return self.bot.installation.tenant.workspace_id


def instants(start: datetime, to: datetime) -> Iterator[datetime]:
    """Go through every half hour past the spread of the daily messages, and end at ``to``."""
    step = start.replace(minute=PAST_NINE.minute, second=0, microsecond=0)
    while step < to:
        if step > start:
            yield step
        step += STEP
    yield to


def _manager_zone() -> ZoneInfo:
    return ZoneInfo(cast.COLLEAGUES[0].zone)


def _morning(now: datetime) -> datetime:
    calendars = [colleague.calendar for colleague in cast.COLLEAGUES]
    last_to_wake = calendars[0]
    day = last_to_wake.local_date(now)
    if last_to_wake.local_instant(day, PAST_NINE) <= now:
        day += ONE_DAY
    while not all(calendar.is_working_day(day) for calendar in calendars):
        day += ONE_DAY
    return last_to_wake.local_instant(day, PAST_NINE)
