"""Filling in a modal: what is asked, what is wrong, one step after another."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox_page.app import modal
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.gallery import MODAL
from tests.sandbox_page.hands import choose, kickoff

pytestmark = pytest.mark.usefixtures("app")


def test_a_modal_says_what_is_wrong_under_the_field_and_keeps_the_rest(visit: Open) -> None:
    page = visit()
    kickoff(page)
    page.locator("[data-modal-submit]").click()
    expect(page.locator("[data-error=level]")).to_have_text("This field is required.")

    choose(page, "level", "co-sell")
    page.locator("input[data-block-id=answer]").fill("no")
    page.locator("input[data-block-id=due]").fill("2026-03-09")
    page.keyboard.press("Enter")

    expect(page.locator("[data-error=answer]")).to_have_text("Say a little more.")
    expect(page.locator("[data-error=level]")).to_have_count(0)
    expect(page.locator("input[data-block-id=answer]")).to_have_value("no")
    expect(page.locator("input[data-block-id=answer]")).to_be_focused()
    expect(page.locator("input[data-block-id=due]")).to_have_value("2026-03-09")
    expect(page.locator(".input[data-block-id=level] .select")).to_have_text("Co-sell")


def test_a_modal_goes_on_in_steps_and_back(visit: Open, sandbox: Sandbox) -> None:
    page = visit()
    kickoff(page)
    choose(page, "level", "co-sell")
    page.locator("input[data-block-id=answer]").fill("Grow together")
    page.locator("[data-modal-submit]").click()
    expect(page.locator("form.modal .alert")).to_have_text("Step 1 is saved.")
    expect(page.locator("input[data-block-id=answer]")).to_have_value("Grow together")

    page.locator("[data-modal-submit]").click()
    expect(page.locator("form.modal")).to_contain_text("One more thing")
    page.locator("[data-modal-back]").click()
    expect(page.locator("form.modal .alert")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("form.modal")).to_have_count(0)
    expect(page.locator("[data-composer=channel]")).to_be_focused()
    assert sandbox.world.open_view("U0NADIA") is None


def test_many_people_are_chosen_by_typing_and_a_partner_is_asked_of_the_app(visit: Open) -> None:
    page = visit()
    kickoff(page)
    people = page.locator(".input[data-block-id=people] .select")
    for typed in ("ben", "ana"):
        people.click()
        page.keyboard.type(typed)
        expect(page.locator("[data-popover=options] .option")).to_have_count(1)
        page.keyboard.press("Enter")
    expect(people).to_have_attribute("data-value", "U0BEN,U0ANA")

    page.locator(".input[data-block-id=partner] .select").click()
    expect(page.locator("[data-popover=options]")).to_contain_text("Type to search")
    page.keyboard.type("gl")
    page.locator("[data-popover=options] [data-option=globex]").click()

    expect(page.locator(".input[data-block-id=partner] .select")).to_have_text("Globex")
    expect(people).to_have_attribute("data-value", "U0BEN,U0ANA")


def test_every_input_is_drawn_and_wrong_entries_are_refused(visit: Open, sandbox: Sandbox) -> None:
    page = visit()
    kickoff(page)
    view = sandbox.world.open_view("U0NADIA")
    assert view is not None
    client = WebClient("xoxb-sandbox", base_url=sandbox.api_url)
    client.views_update(view_id=view.id, view=modal("all", MODAL))
    for block, wrong in {"t3": "many", "t4": "nobody", "t5": "nowhere"}.items():
        page.locator(f"input[data-block-id={block}]").fill(wrong)

    page.locator("[data-modal-submit]").click()

    expect(page.locator("[data-error=t3]")).to_have_text("Please enter a number.")
    expect(page.locator("[data-error=t4]")).to_contain_text("valid email")
    expect(page.locator("[data-error=t5]")).to_contain_text("valid URL")
    expect(page.locator("[data-error=m1]")).to_be_visible()
    expect(page.locator("input[data-block-id=t4]")).to_have_value("nobody")
    expect(page.locator(".input[data-block-id=m2] .select")).to_have_text("Ben Ott")
    assert page.locator("form.modal .unknown").count() == 0
