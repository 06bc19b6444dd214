"""A person's own settings: kept, refused in one sentence, taken back, and what waits moves."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.people import my_settings
from bot.flows.people.identity import actor_of
from bot.flows.people.my_settings import Typed
from bot.rules.audience import Audience
from bot.rules.kinds import NudgeKind
from handlers.commands_away import absence
from messages.internal.my_settings import MySettings, settings
from messages.internal.my_settings_answers import away, muted
from storage.audit import Audit
from storage.people import Person
from storage.workspaces import Workspace
from tests.factories import NOW, TODAY, make_outbox, make_person, make_workspace
from tests.slack_limits import check_message, check_shown

FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
ALL = frozenset(NudgeKind)


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def nadia(session: Session, workspace: Workspace) -> Person:
    return make_person(session, workspace)


@pytest.fixture
def me(nadia: Person) -> Actor:
    return actor_of(nadia)


def save(session: Session, me: Actor, **more: object) -> None:
    asked: dict[str, object] = {
        "daily_hour": 10,
        "working_days": "1234",
        "country": "us",
        "away": (FRIDAY, MONDAY),
        "wanted": ALL - {NudgeKind.QUIET},
        "until": None,
    }
    my_settings.save(session, me, Typed(**(asked | more)), now=NOW)  # type: ignore[arg-type]


def test_settings_are_kept_and_the_trail_says_what_they_were(
    session: Session, nadia: Person, me: Actor
) -> None:
    save(session, me)

    assert (nadia.daily_hour, nadia.working_days, nadia.country) == (10, "1234", "US")
    assert (nadia.away_from, nadia.away_to) == (FRIDAY, MONDAY)
    assert nadia.muted == {"quiet": ""}
    [entry] = session.exec(select(Audit))
    assert entry.before is not None
    assert entry.before["daily_hour"] is None


def test_saving_what_is_already_so_leaves_no_trace(session: Session, me: Actor) -> None:
    save(session, me)
    save(session, me)

    assert len(session.exec(select(Audit)).all()) == 1


def test_the_last_change_is_put_back_with_one_button_and_can_be_again(
    session: Session, nadia: Person, me: Actor
) -> None:
    save(session, me)
    first = my_settings.mine(session, me, now=NOW).last_change

    my_settings.put_back(session, me, first, now=NOW + timedelta(seconds=1))

    assert (nadia.daily_hour, nadia.away_from, nadia.muted) == (None, None, {})
    with pytest.raises(Refusal, match="changed again since"):
        my_settings.put_back(session, me, first, now=NOW + timedelta(seconds=2))
    again = my_settings.mine(session, me, now=NOW).last_change
    my_settings.put_back(session, me, again, now=NOW + timedelta(seconds=3))
    assert nadia.daily_hour == 10


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param({"daily_hour": 3}, "daily_hour", id="an hour at night"),
        pytest.param({"daily_hour": 18}, "daily_hour", id="the hour quiet begins"),
        pytest.param({"working_days": ""}, "working_days", id="no working day"),
        pytest.param({"country": "Atlantis"}, "country", id="no such country"),
        pytest.param({"away": (FRIDAY, None)}, "away_to", id="no last day"),
        pytest.param({"away": (None, FRIDAY)}, "away_from", id="no first day"),
        pytest.param({"away": (MONDAY, FRIDAY)}, "away_to", id="the wrong way round"),
        pytest.param({"away": (FRIDAY, date(2027, 11, 27))}, "away_to", id="over a year"),
        pytest.param({"until": date(2026, 11, 24)}, "muted_until", id="a day gone by"),
    ],
)
def test_a_wrong_setting_gets_a_sentence_under_its_field(
    session: Session, nadia: Person, me: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        save(session, me, **wrong)

    assert refused.value.block_id == field
    assert nadia.daily_hour is None


def test_a_kind_is_left_out_for_a_week(session: Session, nadia: Person, me: Actor) -> None:
    kind, last = my_settings.mute(session, me, rule="late_owner", now=NOW)

    assert (kind, last) == (NudgeKind.LATE, TODAY + timedelta(days=7))
    assert nadia.muted == {"late": "2026-12-02"}
    with pytest.raises(Refusal, match="cannot be left out"):
        my_settings.mute(session, me, rule="handed_over", now=NOW)


def test_a_kind_left_out_comes_back_by_itself(session: Session, me: Actor) -> None:
    my_settings.mute(session, me, rule="quiet", now=NOW)

    for days, still in ((0, True), (7, True), (8, False)):
        seen = my_settings.mine(session, me, now=NOW + timedelta(days=days))
        assert seen.muted == (frozenset({NudgeKind.QUIET}) if still else frozenset())


@pytest.mark.parametrize(
    "still",
    [
        pytest.param({"until": TODAY}, id="left out until tonight"),
        pytest.param({"away": (TODAY, TODAY)}, id="away until tonight"),
        pytest.param({"away": (FRIDAY, date(2027, 11, 26))}, id="away for a year"),
        pytest.param({"daily_hour": 9}, id="the hour quiet ends"),
        pytest.param({"daily_hour": 17}, id="the last hour before it begins"),
    ],
)
def test_the_last_of_what_can_be_chosen_is_kept(
    session: Session, nadia: Person, me: Actor, still: dict[str, object]
) -> None:
    save(session, me, **still)

    assert nadia.working_days == "1234"


def test_an_absence_of_today_alone_can_be_said(session: Session, nadia: Person, me: Actor) -> None:
    my_settings.set_away(session, me, first=TODAY, last=TODAY, now=NOW)

    assert (nadia.away_from, nadia.away_to) == (TODAY, TODAY)


def test_what_waits_for_somebody_goes_on_the_morning_they_are_back(
    session: Session, workspace: Workspace, nadia: Person, me: Actor
) -> None:
    waits = make_outbox(
        session,
        workspace,
        audience=Audience.INTERNAL,
        person_id=nadia.id,
        expires_at=NOW + timedelta(hours=24),
    )

    my_settings.set_away(session, me, first=TODAY, last=FRIDAY, now=NOW)

    back = datetime(2026, 11, 30, 14, 0, tzinfo=UTC)  # Monday, 09:00 in New York
    assert waits.due_at == back
    assert waits.expires_at == back + timedelta(hours=24)


def test_what_waits_for_somebody_who_is_back_sooner_goes_sooner(
    session: Session, workspace: Workspace, nadia: Person, me: Actor
) -> None:
    waits = make_outbox(session, workspace, audience=Audience.INTERNAL, person_id=nadia.id)
    my_settings.set_away(session, me, first=TODAY, last=FRIDAY, now=NOW)
    sooner = NOW + timedelta(days=1)

    my_settings.set_away(session, me, first=None, last=None, now=sooner)

    assert waits.due_at == sooner


def test_an_absence_that_is_over_is_refused(session: Session, me: Actor) -> None:
    with pytest.raises(Refusal, match="over already"):
        my_settings.set_away(session, me, first=date(2026, 11, 2), last=date(2026, 11, 6), now=NOW)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1 Dec to 5 Dec", date(2026, 12, 1), date(2026, 12, 5)),
        ("from 1 Dec until 5 Dec", date(2026, 12, 1), date(2026, 12, 5)),
        ("2026-12-01 2026-12-05", date(2026, 12, 1), date(2026, 12, 5)),
        ("2026-12-01-2026-12-05", date(2026, 12, 1), date(2026, 12, 5)),
        ("1 Dec - 5 Dec", date(2026, 12, 1), date(2026, 12, 5)),
        ("30 Dec – 2 Jan", date(2026, 12, 30), date(2027, 1, 2)),
        ("until Friday", TODAY, FRIDAY),
        ("today to Friday", TODAY, FRIDAY),
        ("Monday to Friday", MONDAY, date(2026, 12, 4)),
        ("tomorrow", date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_an_absence_is_read_as_people_write_it(typed: str, first: date, last: date) -> None:
    assert absence(typed, TODAY) == (first, last)


@pytest.mark.parametrize("typed", ["soon", "1 Dec to never", "to", "<!channel>"])
def test_days_nobody_can_read_get_an_example(typed: str) -> None:
    with pytest.raises(Refusal, match="I can't read those days"):
        absence(typed, TODAY)


def test_every_word_of_it_is_within_slacks_limits() -> None:
    mine = MySettings(
        zone="America/Argentina/ComodRivadavia",
        working_days="1234567",
        daily_hour=None,
        workspace_hour=9,
        hours=range(24),
        country="DE-BY",
        away_from=TODAY,
        away_to=FRIDAY,
        muted=ALL,
        muted_until=FRIDAY,
        is_admin=True,
        last_change=uuid4(),
    )

    check_shown(settings(mine))
    check_message(away(TODAY, FRIDAY, today=TODAY, changed=True))
    check_message(away(None, None, today=TODAY, changed=True))
    check_message(muted(NudgeKind.LATE, FRIDAY))
