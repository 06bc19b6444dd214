"""What hands do on the page, again and again."""

from playwright.sync_api import Page, expect


def write(page: Page, text: str, composer: str = "channel") -> None:
    page.locator(f"[data-composer={composer}]").fill(text)
    page.locator(f"[data-composer={composer}]").press("Enter")


def kickoff(page: Page) -> None:
    write(page, "/partner kickoff")
    expect(page.locator("form.modal[data-callback-id=first]")).to_be_visible()


def choose(page: Page, block: str, option: str) -> None:
    page.locator(f".input[data-block-id={block}] .select").click()
    page.locator(f"[data-popover=options] [data-option={option}]").click()
