"""The README's story in a real browser: the demo's town, its page, and the real bot behind it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.demo import cast
from bot.demo.run import running
from bot.sandbox import Sandbox
from storage.database import Database
from tests.chromium import PATIENT_MS
from tests.journeys.conftest import MONDAY

BLUTH, ACME = cast.COMPANIES[0], cast.COMPANIES[1]
MOVE_MS = 180_000


class Visitor:
    """Somebody at the page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    def goes_to(self, user: str, where: str) -> None:
        self.page.goto(f"{self.url}/#{user}/{where}")

    def types(self, words: str) -> None:
        self.page.locator("[data-composer=channel]").fill(words)
        self.page.locator("[data-composer=channel]").press("Enter")

    def presses(self, action: str) -> None:
        self.page.locator(f"[data-action-id='{action}']").first.click()

    def sees(self, text: str) -> Locator:
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def moves(self, label: str) -> None:
        before = self.page.locator("[data-clock-now]").inner_text()
        self.page.locator(f"[data-clock-control='{label}']").click()
        expect(self.page.locator("[data-clock-now]")).not_to_have_text(before, timeout=MOVE_MS)
        expect(self.page.locator("#progress")).to_be_hidden(timeout=MOVE_MS)


@contextmanager
def visiting(browser: Browser, sandbox: Sandbox) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENT_MS)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Visitor(page, sandbox.url)
    context.close()
    assert complaints == []


@pytest.fixture
def visitor(browser: Browser, sqlite_database: Database) -> Iterator[Visitor]:
    with (
        running(sqlite_database, port=0, at=MONDAY, empty=False) as sandbox,
        visiting(browser, sandbox) as somebody,
    ):
        yield somebody


def test_the_kickoff_opens_where_it_stopped(visitor: Visitor) -> None:
    visitor.goes_to(cast.MANAGER, BLUTH.internal_channel)
    visitor.types("/partner kickoff")
    modal = visitor.page.locator("form.modal")
    expect(modal).to_contain_text("step 1 of 4")
    visitor.page.locator("form.modal textarea").first.fill("Resell in Spain first")
    visitor.page.get_by_role("button", name="Save and close").click()
    visitor.sees("Nothing was sent to anybody yet")
    visitor.page.locator("[data-modal-cancel]").first.click()
    expect(modal).to_be_hidden()

    visitor.types("/partner kickoff")

    expect(visitor.page.locator("form.modal textarea").first).to_have_value("Resell in Spain first")


def test_a_morning_is_answered_where_it_stands(visitor: Visitor) -> None:
    visitor.goes_to(cast.MANAGER, ACME.internal_channel)
    visitor.moves("Next morning")

    visitor.goes_to(cast.ENGINEER, "messages")
    visitor.sees("on you today")
    visitor.page.get_by_role("button", name="Done", exact=True).first.click()

    visitor.sees("done by Arjun Rao")


def test_a_guest_who_is_added_pauses_the_channel_and_its_owner_is_told(visitor: Visitor) -> None:
    visitor.goes_to(cast.MANAGER, ACME.internal_channel)
    visitor.page.locator("[data-open-details]").click()
    visitor.page.get_by_role("button", name="Add Tomas Reyes").click()
    expect(visitor.page.locator("[data-details]")).to_contain_text("6 members")

    visitor.goes_to(cast.MANAGER, "messages")

    visitor.sees("I've stopped posting in #acme-internal")
    visitor.sees("Somebody joined the channel who is not one of us.")


def test_the_review_shows_ours_to_us_and_theirs_to_them(visitor: Visitor) -> None:
    visitor.goes_to(cast.MANAGER, ACME.internal_channel)
    visitor.moves("Week before the next QBR")
    visitor.sees("health before the review")
    expect(visitor.page.locator(".message img").first).to_be_visible()

    visitor.goes_to(ACME.user, ACME.shared_channel)
    visitor.sees("The agreed numbers")

    expect(visitor.page.get_by_text("health", exact=False)).to_have_count(0)
