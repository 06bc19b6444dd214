"""One daily message a person: when it goes and what stands first."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.defaults import DEFAULTS
from bot.rules.digest import (
    DigestLine,
    DigestSection,
    digest_due,
    hour_within,
    next_digest_at,
    order_digest,
)
from bot.rules.working_calendar import AwaySpan, WorkingCalendar

BERLIN = WorkingCalendar(zone="Europe/Berlin", country="DE")
MON = date(2026, 3, 2)


def berlin(text: str) -> datetime:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))
    return wall.astimezone(UTC)


@pytest.mark.parametrize(
    ("wall", "due"),
    [
        pytest.param("2026-03-02T08:59:59", False, id="before nine"),
        pytest.param("2026-03-02T09:00", True, id="nine"),
        pytest.param("2026-03-02T17:59:59", True, id="late, the same day"),
        pytest.param("2026-03-02T18:00", False, id="too late for today"),
        pytest.param("2026-03-07T09:00", False, id="Saturday"),
        pytest.param("2026-12-25T09:00", False, id="Christmas"),
    ],
)
def test_the_daily_message_goes_at_nine_on_working_days(wall: str, *, due: bool) -> None:
    assert digest_due(berlin(wall), BERLIN) is due


def test_nobody_gets_a_daily_message_while_away() -> None:
    away = WorkingCalendar("Europe/Berlin", away=(AwaySpan(MON, MON),))
    assert not digest_due(berlin("2026-03-02T09:00"), away)
    assert next_digest_at(berlin("2026-03-02T09:00"), away) == berlin("2026-03-03T09:00")


def test_there_is_one_a_local_date() -> None:
    sent = partial(digest_due, calendar=BERLIN, last_sent_on=MON, last_sent_zone="Europe/Berlin")
    at = berlin("2026-03-02T16:00")
    assert not sent(berlin("2026-03-02T17:00"), last_sent_at=at)
    assert sent(berlin("2026-03-03T09:00"), last_sent_at=at)


def test_who_changes_zone_gets_no_second_one_within_twenty_hours() -> None:
    tokyo_morning = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    honolulu = WorkingCalendar("Pacific/Honolulu")
    nine_hours_on = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
    due = partial(digest_due, calendar=honolulu, last_sent_on=MON, last_sent_at=tokyo_morning)
    assert not due(nine_hours_on, last_sent_zone="Asia/Tokyo")
    assert not due(nine_hours_on)
    assert due(tokyo_morning + timedelta(hours=20))
    assert due(nine_hours_on, last_sent_zone="Pacific/Honolulu")


def test_messages_are_spread_over_a_few_minutes_always_the_same_for_a_person() -> None:
    midnight = berlin("2026-03-02T00:00")
    times = {
        person: next_digest_at(midnight, BERLIN, spread_seed=person)
        for person in (f"U{number}" for number in range(200))
    }
    nine = berlin("2026-03-02T09:00")
    assert all(nine <= at <= nine + timedelta(minutes=5) for at in times.values())
    assert len(set(times.values())) > 50
    assert times["U7"] == next_digest_at(midnight, BERLIN, spread_seed="U7")


def test_however_wide_the_spread_nobodys_message_falls_behind_the_end_of_the_day() -> None:
    wide = replace(DEFAULTS, digest_spread_minutes=120)
    five = berlin("2026-03-02T17:00")
    times = [
        next_digest_at(five, BERLIN, hour=17, spread_seed=f"U{person}", limits=wide)
        for person in range(50)
    ]
    assert min(times) >= five
    assert max(times) == berlin("2026-03-02T17:59")  # a minute is left to send it in


def test_a_person_chooses_an_hour_of_the_day() -> None:
    eleven = partial(digest_due, calendar=BERLIN, hour=11)
    assert not eleven(berlin("2026-03-02T10:59"))
    assert eleven(berlin("2026-03-02T11:00"))


@pytest.mark.parametrize("hour", [8, 18, 20])
def test_no_hour_outside_the_day_is_one_to_choose_and_its_end_is_outside(hour: int) -> None:
    with pytest.raises(ValueError, match=f"between 09:00 and 18:00; {hour}:00 is outside"):
        digest_due(berlin("2026-03-02T10:00"), BERLIN, hour=hour)


def test_the_first_and_the_last_hour_of_the_day_are_ones_to_choose() -> None:
    assert digest_due(berlin("2026-03-02T09:00"), BERLIN, hour=9)
    assert digest_due(berlin("2026-03-02T17:00"), BERLIN, hour=17)


def test_the_parts_of_a_daily_message_stand_in_the_order_of_the_rules() -> None:
    assert {section.value: section.name for section in sorted(DigestSection)} == {
        1: "WE_OWE",
        2: "THEY_OWE",
        3: "OFF_PACE",
        4: "GONE_QUIET",
        5: "QBR_NEAR",
        6: "KICKOFFS",
        7: "AWAKE",
        8: "GOALS_OVER",
    }


def test_the_next_one_is_now_if_it_is_late_and_tomorrow_if_it_was_sent() -> None:
    noon = berlin("2026-03-02T12:00")
    assert next_digest_at(noon, BERLIN) == noon
    assert next_digest_at(noon, BERLIN, last_sent_on=MON) == berlin("2026-03-03T09:00")
    assert next_digest_at(berlin("2026-03-06T19:00"), BERLIN) == berlin("2026-03-09T09:00")


def test_a_skipped_date_has_no_daily_message() -> None:
    apia = WorkingCalendar("Pacific/Apia", frozenset(range(1, 8)))
    thursday_noon = apia.local_instant(date(2011, 12, 29), time(12))
    after = next_digest_at(thursday_noon, apia, last_sent_on=date(2011, 12, 29))
    assert after == apia.local_instant(date(2011, 12, 31), time(9))


@given(
    st.sampled_from(["UTC", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]),
    st.datetimes(
        datetime(2011, 1, 1),  # noqa: DTZ001 - Hypothesis adds the zone
        datetime(2012, 12, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    st.none() | st.dates(date(2011, 1, 1), date(2012, 12, 1)),
    st.text(max_size=3),
)
def test_the_next_daily_message_is_due_when_it_says_and_not_before(
    zone: str, now: datetime, last_sent_on: date | None, seed: str
) -> None:
    calendar = WorkingCalendar(zone, country="US")
    due = partial(digest_due, calendar=calendar, last_sent_on=last_sent_on, spread_seed=seed)
    at = next_digest_at(now, calendar, last_sent_on=last_sent_on, spread_seed=seed)
    assert at >= now
    assert due(at)
    assert at == now or not due(at - timedelta(seconds=1))
    assert due(now) is (at == now)


def line(section: DigestSection, subject: str, urgency: int = 0, due: int = 1) -> DigestLine:
    return DigestLine(section, subject, urgency, date(2026, 3, due))


def test_what_we_owe_them_comes_first_and_the_latest_within_it() -> None:
    lines = [
        line(DigestSection.QBR_NEAR, "qbr"),
        line(DigestSection.GONE_QUIET, "quiet"),
        line(DigestSection.OFF_PACE, "pace"),
        line(DigestSection.THEY_OWE, "theirs"),
        line(DigestSection.WE_OWE, "due later", due=9),
        DigestLine(DigestSection.WE_OWE, "no date"),
        line(DigestSection.WE_OWE, "due sooner", due=4),
        line(DigestSection.WE_OWE, "late", urgency=3),
    ]
    digest = order_digest(lines)
    assert [one.subject for one in digest.shown] == [
        "late",
        "due sooner",
        "due later",
        "no date",
        "theirs",
        "pace",
        "quiet",
    ]
    assert [one.subject for one in digest.behind_button] == ["qbr"]


def test_an_empty_day_has_no_lines() -> None:
    assert order_digest([]).shown == ()


@pytest.mark.parametrize(
    ("chosen", "hour"),
    [
        pytest.param(None, 9, id="none chosen: the workspace's"),
        pytest.param(6, 9, id="before the day opens"),
        pytest.param(14, 14, id="within"),
        pytest.param(20, 17, id="after it closes"),
    ],
)
def test_an_hour_in_the_quiet_hours_becomes_the_nearest_open_one(
    chosen: int | None, hour: int
) -> None:
    assert hour_within(chosen) == hour
