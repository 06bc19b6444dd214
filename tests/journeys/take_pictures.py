"""Pictures for the README: the demo lived through in a browser. `make pictures` takes them."""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bot.demo import cast
from bot.demo.run import running
from bot.sandbox import Sandbox
from storage.database import Database
from storage.tables import metadata
from tests.chromium import ARGS, CHROMIUM

MONDAY = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
MOVE_S = 300
MORNINGS = 10
RESTS_MS = 1200


def take(page: Page, sandbox: Sandbox) -> None:
    """Live through the six steps of the README, a picture of each."""
    bluth, acme = cast.COMPANIES[0], cast.COMPANIES[1]
    page.goto(sandbox.url)
    channel(page, bluth.internal_channel)
    composer = page.locator("[data-composer=channel]")
    composer.fill("/partner kickoff")
    composer.press("Enter")
    page.locator("form.modal").wait_for()
    shot(page, "kickoff")
    page.locator("[data-modal-cancel]").first.click()

    move(sandbox, "Next morning")
    page.locator("[data-app-link]").click()
    page.locator("[data-tab=messages]").click()
    shot(page, "daily")
    page.locator("[data-tab=home]").click()
    shot(page, "home")

    channel(page, nudged(sandbox))
    shot(page, "nudge")

    move(sandbox, "Week before the next QBR")
    channel(page, acme.internal_channel)
    shot(page, "qbr", at="health before the review")
    channel(page, acme.shared_channel)
    shot(page, "qbr-shared")


def nudged(sandbox: Sandbox) -> str:
    """Live on by days until a number slips; return the internal channel that says so."""
    for _ in range(MORNINGS):
        for company in cast.COMPANIES[1:]:
            said = sandbox.world.messages(company.internal_channel, cast.MANAGER)
            if any("fell behind" in message.text for message in said):
                return company.internal_channel
        move(sandbox, "Next morning")
    raise LookupError("nothing slipped")


def move(sandbox: Sandbox, label: str) -> None:
    """Press a button of the clock, and wait until that time has come."""
    sandbox.clock_panel.press(label)
    moved = sandbox.clock_panel.wait(MOVE_S)
    if moved.error:
        raise RuntimeError(moved.error)


def channel(page: Page, channel_id: str) -> None:
    """Open a channel."""
    page.locator(f"[data-channel-link={channel_id}]").click()


def shot(page: Page, name: str, *, at: str | None = None) -> None:
    """Take the picture once the page has come to rest, with the text ``at`` in sight."""
    page.wait_for_timeout(RESTS_MS)
    if at is not None:
        page.locator(".message", has_text=at).first.scroll_into_view_if_needed()
        page.wait_for_timeout(RESTS_MS)
    page.screenshot(path=FOLDER / f"{name}.png")


def main() -> int:
    """Take all pictures; 2 where there is no Chromium."""
    if CHROMIUM is None:
        print("No Chromium on this machine (Debian: apt-get install chromium).", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Database(f"sqlite:///{folder}/pictures.db")
        metadata.create_all(database.engine)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        with running(database, port=0, at=MONDAY, empty=False) as sandbox:
            take(page, sandbox)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
