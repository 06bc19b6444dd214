"""The page behind a link: read by whoever has it, answered by a form, and nothing else."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import MetaData
from sqlmodel import col, select
from starlette.applications import Starlette

from bot.clock import MovableClock
from bot.demo.run import running
from bot.flows.kickoff import links as confirm_links
from bot.flows.kickoff.link_answers import CHANGED
from bot.flows.kickoff.link_tokens import PATH, Links
from bot.rules.kickoff import Topic
from bot.web.confirm import MOST_BYTES, ConfirmPages
from bot.web.confirm_page import DEAD
from messages.shared.kickoff_fields import Part, field
from storage.commitments import Commitment
from storage.confirm_links import ConfirmLink
from storage.database import Database
from storage.kickoffs import Kickoff, KickoffState
from storage.people import Side
from storage.tables import metadata as tables
from storage.workspaces import Workspace, WorkspaceState
from tests.factories import NOW
from tests.kickoff.cast import cast_of, submitted
from tests.meeting import deadlock, looking_for_deadlocks

LINKS = Links("https://bot.example", b"secret")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
HOSTILE = "<script>alert(1)</script>\u202e{{ 7*7 }} <@U1> <!channel>"


@dataclass
class Visit:
    """Somebody with a link, and what lies behind it."""

    database: Database
    app: Starlette
    path: str
    clock: MovableClock

    def asks(self, method: str, path: str, body: str = "", **headers: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=LINKS.public_url) as client:
                return await client.request(method, path, content=body, headers=headers)

        with ThreadPoolExecutor(1) as aside:  # a browser's tests leave a loop running in this one
            return aside.submit(lambda: asyncio.run(ask())).result()

    def read(self) -> str:
        answer = self.asks("GET", self.path)
        assert answer.status_code == 200
        return answer.text

    def hidden(self) -> dict[str, str]:
        """Return what the page's form carries."""
        return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', self.read()))

    def send(self, **fields: str) -> int:
        """Send the form; return the status before any redirect."""
        return self.post(self.form(**fields))

    def form(self, **fields: str) -> str:
        """Return the form as a browser would send it, filled in."""
        filled = {"answer": "yes", "name": "Ana Ruiz", "role": "CEO"}
        return urlencode(self.hidden() | filled | fields)

    def post(self, body: str, **headers: str) -> int:
        return self.asks("POST", self.path, body, **(FORM | headers)).status_code

    def rows(self) -> dict[str, int]:
        with self.database.across_workspaces.reading() as session:
            return {
                table.name: len(session.execute(select(table)).all())  # type: ignore[call-overload]
                for table in tables.tables.values()
            }

    def state(self) -> KickoffState:
        with self.database.across_workspaces.reading() as session:
            return session.exec(select(Kickoff)).one().state


@pytest.fixture
def visit(sqlite_database: Database) -> Visit:
    return visiting(sqlite_database)


def visiting(database: Database) -> Visit:
    clock = MovableClock(NOW, stands_still=True)
    with database.across_workspaces.transaction() as session:
        cast = cast_of(session, shared=False)
        submitted(session, cast, **{field(Topic.K4, Part.OURS): HOSTILE})
        _, url, _ = confirm_links.make(session, cast.nadia, cast.partner.id, links=LINKS, now=NOW)
    pages = ConfirmPages(database, LINKS, clock)
    app = Starlette(routes=pages.routes())
    return Visit(database, app, url.removeprefix(LINKS.public_url), clock)


def test_the_page_shows_what_both_sides_may_read_and_a_form(visit: Visit) -> None:
    page = visit.read()

    assert "<h1>Is this what we agreed?</h1>" in page
    for said in ("We say K1", "They say K1", "Won value", "Name two reps", "Nadia Brooks"):
        assert said in page
    assert "They fear lock-in" not in page  # why a topic was declined is ours


def test_what_people_typed_is_shown_and_never_run(visit: Visit) -> None:
    page = visit.read()

    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in page
    assert "\u202e" not in page


def test_reading_changes_nothing_however_often_and_by_whatever(visit: Visit) -> None:
    before = visit.rows()

    for _ in range(3):
        visit.read()
        visit.asks("HEAD", visit.path)
        visit.asks("OPTIONS", visit.path)
        visit.asks("GET", f"{visit.path}?answer=yes&name=Ana&role=CEO")

    assert visit.rows() == before
    assert visit.state() is KickoffState.SUBMITTED


def test_no_answer_is_kept_listed_framed_or_passed_on(visit: Visit) -> None:
    for path in (visit.path, f"{PATH}/unknown"):
        headers = visit.asks("GET", path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert "noindex" in headers["x-robots-tag"]
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_a_yes_is_written_down_and_the_page_says_so_without_a_form(visit: Visit) -> None:
    assert visit.send() == 303

    assert visit.state() is KickoffState.CONFIRMED
    page = visit.read()
    assert "Ana Ruiz (CEO) confirmed this" in page
    assert "<form" not in page


def test_whoever_answers_after_another_reads_that_it_was_not_taken(visit: Visit) -> None:
    late, again = visit.form(name="Bo Late", role="CFO"), visit.form()
    assert visit.send() == 303

    answer = visit.asks("POST", visit.path, late, **FORM)

    assert answer.status_code == 422
    assert "<strong>Not taken.</strong> A link takes one answer" in answer.text
    assert "Ana Ruiz (CEO) confirmed this" in answer.text
    assert visit.post(again) == 303  # the same button pressed twice


def test_a_no_needs_a_word_and_what_was_typed_stays(visit: Visit) -> None:
    assert visit.send(answer="no") == 422

    page = visit.asks("POST", visit.path, visit.form(answer="no"), **FORM).text
    assert 'role="alert"' in page
    assert 'value="Ana Ruiz"' in page

    assert visit.send(answer="no", reason="The date is wrong") == 303
    assert visit.state() is KickoffState.SUBMITTED
    assert "Ana Ruiz (CEO) declined this" in visit.read()


def test_a_form_that_was_not_on_the_page_is_not_taken(visit: Visit) -> None:
    body = urlencode({"answer": "yes", "name": "Ana", "role": "CEO"})
    marked = visit.form()
    before = visit.rows()

    assert visit.post(body) == 404
    assert visit.post(body + "&mark=%C3%A9") == 404
    assert visit.post(marked, **{"Sec-Fetch-Site": "cross-site"}) == 404
    assert visit.post(marked, **{"Content-Type": "text/plain"}) == 404
    assert visit.post(marked + "&reason=" + "x" * MOST_BYTES) == 404

    assert visit.rows() == before
    assert visit.state() is KickoffState.SUBMITTED


def test_what_was_changed_after_it_was_read_is_not_confirmed_unread(visit: Visit) -> None:
    read = visit.form()
    with visit.database.across_workspaces.transaction() as session:
        session.exec(
            select(Commitment).where(Commitment.title == "Name two reps")
        ).one().title = "Name twenty reps"

    page = visit.asks("POST", visit.path, read, **FORM)

    assert (page.status_code, visit.state()) == (422, KickoffState.SUBMITTED)
    assert CHANGED in page.text
    assert "Name twenty reps" in page.text
    assert visit.send() == 303
    assert visit.state() is KickoffState.CONFIRMED


def test_a_page_left_open_for_days_is_still_answered(visit: Visit) -> None:
    read = visit.form()
    visit.clock.move(NOW + timedelta(days=3))

    assert visit.post(read) == 303


def test_what_is_asked_for_a_day_that_is_over_cannot_be_ticked(visit: Visit) -> None:
    with visit.database.across_workspaces.transaction() as session:
        late, *others = session.exec(
            select(Commitment).where(Commitment.side == Side.THEIRS).order_by(col(Commitment.title))
        )
        late.due_on = NOW.date() - timedelta(days=1)

    page = visit.read()

    assert f'value="{late.id}"' not in page
    assert f"{late.title}: " in page
    assert "Its date, Tue 24 Nov 2026, is over: agree on a new one with" in page
    assert all(f'value="{other.id}"' in page for other in others)


def test_every_dead_link_is_one_and_the_same_page(visit: Visit) -> None:
    def answers(path: str) -> tuple[int, str]:
        found = visit.asks("GET", path)
        return found.status_code, found.text

    token = visit.path.rpartition("/")[2]
    dead = {answers(f"{PATH}/{path}") for path in ("x", "a.1.b", token[:-2], f"{token}é")}
    with visit.database.across_workspaces.transaction() as session:
        session.exec(select(ConfirmLink)).one().revoked_at = NOW
    dead.add(answers(visit.path))
    with visit.database.across_workspaces.transaction() as session:
        session.exec(select(ConfirmLink)).one().revoked_at = None
        session.exec(select(Workspace)).one().state = WorkspaceState.STOPPED
    dead.add(answers(visit.path))
    with visit.database.across_workspaces.transaction() as session:
        session.exec(select(Workspace)).one().state = WorkspaceState.ACTIVE
    visit.read()
    visit.clock.move(NOW.replace(year=2027))
    dead.add(answers(visit.path))

    assert dead == {(404, DEAD)}


def test_the_demo_serves_the_page_at_its_own_address(sqlite_database: Database) -> None:
    with running(sqlite_database, port=0, at=NOW, empty=True) as sandbox:
        answer = httpx.get(f"{sandbox.url}{PATH}/unknown")

    assert (answer.status_code, answer.text) == (404, DEAD)


def test_an_answer_that_meets_a_deadlock_is_taken_all_the_same(
    postgres_database: Database, metadata: MetaData
) -> None:
    with looking_for_deadlocks(postgres_database, metadata) as database:
        visit = visiting(database)

        with deadlock(
            database, "FROM confirmlink.*FOR UPDATE", held="kickoff", wanted="confirmlink"
        ):
            assert visit.send() == 303

        assert visit.state() is KickoffState.CONFIRMED
