"""`partner-bot tick --dry-run`: what will happen tomorrow morning, and why, in plain words."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select, text
from sqlmodel import Session

from bot.cli.opening import BadInputError
from bot.cli.rehearsal import rehearse
from bot.cli.rehearsal_page import page
from bot.rules.audience import Audience
from bot.rules.stages import Stage
from storage import tick_report
from storage.commitments import Commitment
from storage.database import Database
from storage.goals import Goal
from storage.nudges import Nudge
from storage.outbox import Outbox, OutboxState
from storage.partners import Partner
from storage.people import Person, Side
from storage.workspaces import Workspace
from tests import factories
from tests.cli.conftest import Run
from tests.conftest import empty
from tests.meeting import as_superuser
from tests.nudges.rows import all_of

EVENING = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # Tuesday, 18:30 in New York
TODAY = EVENING.date()


class Scene:
    """Nadia in New York owns Acme and parked Globex; Ben in Berlin is late; Ana is away."""

    def __init__(self, database: Database) -> None:
        with database.across_workspaces.transaction() as session:
            here = factories.make_workspace(session)
            self.nadia = factories.make_person(
                session, here, slack_user_id="U0NADIA", last_daily_on=TODAY
            )
            self.ben = factories.make_person(session, here, name="Ben", zone="Europe/Berlin")
            self.ana = factories.make_person(
                session,
                here,
                name="Ana",
                zone="Europe/Berlin",
                away_from=date(2026, 11, 20),
                away_to=date(2026, 12, 5),
            )
            factories.make_person(session, here, name="Ira", zone="Asia/Kolkata")
            self.acme = factories.make_partner(session, here, owner=self.nadia)
            factories.make_channel(session, self.acme, slack_channel_id="C0ACME")
            self._slipping(session, self.acme)
            globex = factories.make_partner(
                session, here, name="Globex", owner=self.nadia, stage=Stage.DORMANT
            )
            self._slipping(session, globex)
            factories.make_commitment(
                session, self.acme, owner=self.ben, title="Fix <it> & go", due_on=date(2026, 11, 20)
            )
            self.asked = factories.make_outbox(
                session,
                here,
                audience=Audience.INTERNAL,
                person_id=self.ana.id,
                rule="asked",
                why="Nadia wrote down a commitment for them.",
                payload={"text": "Is this *right*, <@U0NADIA>?"},
                due_at=EVENING - timedelta(hours=1),
                created_at=EVENING - timedelta(hours=1),
            )

    def _slipping(self, session: object, partner: Partner) -> None:
        goal = factories.make_goal(session, partner, owner=self.nadia)  # type: ignore[arg-type]
        factories.make_reading(session, goal, value="1000", as_of=TODAY)  # type: ignore[arg-type]


def rehearsed(database: Database, *, end: datetime | None = None) -> str:
    return "\n".join(page(rehearse(database, begin=EVENING, end=end)))


def test_tomorrow_morning_is_told_by_reader_with_local_time_text_rule_and_facts(
    database: Database,
) -> None:
    Scene(database)

    said = rehearsed(database)

    assert said.startswith("From Tue 24 Nov 2026 23:30 UTC until Wed 25 Nov 2026 14:0")
    channel, ben = said.index("Acme, our channel C0ACME"), said.index("Ben, direct message")
    assert "  Wed 25 Nov 09:00 America/New_York · slip · waits until then for Nadia" in said
    assert "    | @Nadia Brooks, Acme: a number we agreed on fell behind its pace." in said
    assert (
        "why: Acme: Won value 1,000 USD against 59,340.66 expected by 24 Nov (ratio 0.01," in said
    )
    daily = said[ben:channel] if ben < channel else said[ben:]
    assert "  Wed 25 Nov 09:0" in daily
    assert "Europe/Berlin · daily\n" in daily
    assert "• Fix <it> & go, for Acme: was due Fri 20 Nov 2026, 3 working days ago [late:" in daily
    assert "  slip: an agreed number is judged at each new reading." in said
    assert "  late: a late promise climbs by working days" in said


def test_what_is_deferred_says_until_when_and_what_is_not_said_says_why(
    sqlite_database: Database,
) -> None:
    Scene(sqlite_database)

    said = rehearsed(sqlite_database)

    assert "  Mon 7 Dec 09:00 Europe/Berlin · asked · waits until then for Ana's working" in said
    assert "    | Is this right, @Nadia Brooks?" in said
    [skipped] = [line for line in said.splitlines() if "Globex is dormant" in line]
    assert skipped.startswith("  to Nadia Brooks: Globex: Won value 1,000 USD")
    assert "  Ira: nothing new is on them" in said
    assert said.splitlines()[-1].endswith(
        "1 would wait longer; 1 would not, for the reasons above."
    )


def test_a_rehearsal_writes_nothing(database: Database) -> None:
    scene = Scene(database)

    rehearsed(database)

    assert [row.id for row in all_of(database, Outbox)] == [scene.asked.id]
    assert all_of(database, Outbox)[0].state is OutboxState.PENDING
    assert all_of(database, Nudge) == []
    assert {one.last_daily_on for one in all_of(database, Person)} == {None, TODAY}


def test_others_write_the_same_rows_while_a_rehearsal_is_under_way(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    Scene(database)
    undisturbed = rehearsed(database)
    send_all_due, written = tick_report.send_all_due, []

    def send_all_and_let_others_write(session: Session, *, now: datetime) -> None:
        send_all_due(session, now=now)
        with database.across_workspaces.transaction() as other:
            if not database.is_sqlite:
                other.execute(text("SET LOCAL lock_timeout = '1ms'"))  # whoever waits fails
            for table in (Workspace, Partner, Person, Goal, Commitment, Outbox):
                found = other.scalars(select(table).with_for_update()).all()
                written.append(len(found))

    monkeypatch.setattr(tick_report, "send_all_due", send_all_and_let_others_write)

    assert rehearsed(database) == undisturbed
    assert len(written) >= 6
    assert 0 not in written


def test_where_no_temporary_table_may_be_made_one_sentence_says_so(
    postgres_database: Database, metadata: MetaData
) -> None:
    role = postgres_database.engine.url.username
    its = f'ON DATABASE "{postgres_database.engine.url.database}"'
    with as_superuser(postgres_database) as superuser:
        superuser.execute(f'REVOKE TEMPORARY {its} FROM PUBLIC, "{role}"'.encode())

    with pytest.raises(BadInputError, match="A rehearsal needs temporary tables: permission"):
        rehearsed(postgres_database)

    with as_superuser(postgres_database) as superuser:
        superuser.execute(f'GRANT TEMPORARY {its} TO PUBLIC, "{role}"'.encode())
    empty(postgres_database, metadata)


def test_with_nothing_due_one_line_says_what_comes_next_and_each_person_why_not(
    sqlite_database: Database,
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        here = factories.make_workspace(session)
        factories.make_person(session, here)
        factories.make_person(session, here, name="Jo", side=Side.THEIRS)

    night = rehearsed(sqlite_database, end=EVENING + timedelta(hours=3))
    nobody = rehearsed(sqlite_database)

    assert "Nothing would go out. What is open was said within its week" in night
    assert (
        "  Nadia Brooks: the daily message is not due yet; next daily message Wed 25 Nov" in night
    )
    assert "Jo" not in night
    assert "  Nadia Brooks: nothing new is on them" in nobody


def test_a_channel_that_is_paused_holds_its_message(sqlite_database: Database) -> None:
    scene = Scene(sqlite_database)
    with sqlite_database.across_workspaces.transaction() as session:
        row = session.get_one(Outbox, scene.asked.id)
        row.state, row.reason = OutboxState.HELD, "Somebody from outside is in it."
        session.add(row)

    assert "asked · held: Somebody from outside is in it." in rehearsed(sqlite_database)


def test_a_missing_database_is_said_and_not_made(partner_bot: Run, tmp_path: Path) -> None:
    rehearsed, seen = partner_bot("tick", "--dry-run"), partner_bot("doctor")

    assert (rehearsed.code, seen.code) == (2, 1)
    assert "`partner-bot migrate` makes one." in rehearsed.sentence
    assert "FIX  There is no database at" in seen.said
    assert list(tmp_path.iterdir()) == []
