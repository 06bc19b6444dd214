"""What a person does on the page: write, command, press, choose, fill in, go about."""

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox_page.app import button, modal, section
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.gallery import CONFIRM, MODAL

pytestmark = pytest.mark.usefixtures("app")


def write(page: Page, text: str, composer: str = "channel") -> None:
    page.locator(f"[data-composer={composer}]").fill(text)
    page.locator(f"[data-composer={composer}]").press("Enter")


def kickoff(page: Page) -> None:
    write(page, "/partner kickoff")
    expect(page.locator("form.modal[data-callback-id=first]")).to_be_visible()


def choose(page: Page, block: str, option: str) -> None:
    page.locator(f".input[data-block-id={block}] .select").click()
    page.locator(f"[data-popover=options] [data-option={option}]").click()


def test_a_command_is_offered_and_its_answer_is_for_one_person(visit: Open) -> None:
    page = visit()
    page.locator("[data-composer=channel]").press_sequentially("/par")
    expect(page.locator("[data-suggestion='/partner']")).to_contain_text("What is on me")
    page.keyboard.press("Enter")
    page.keyboard.type("todo <now> & then")
    page.keyboard.press("Enter")

    answer = page.locator(".message[data-ephemeral=true]")
    expect(answer).to_contain_text("Only visible to you")
    expect(answer.locator("code")).to_have_text("todo <now> & then")
    page.locator("[data-acting-as]").click()
    page.locator("[data-act-as=U0BEN]").click()
    expect(page.locator("[data-acting-as=U0BEN]")).to_be_visible()
    expect(page.locator(".message")).to_have_count(0)


def test_people_of_another_company_cannot_run_our_commands(visit: Open) -> None:
    page = visit("U0ANA", "C0OUT")

    write(page, "/partner todo")

    expect(page.locator(".toast")).to_contain_text("/partner is not a valid command")
    expect(page.locator("[data-composer=channel]")).to_have_value("/partner todo")


def test_a_person_writes_mentions_and_answers_in_a_thread(visit: Open, sandbox: Sandbox) -> None:
    page = visit("U0NADIA", "C0OUT")
    page.locator("[data-composer=channel]").press_sequentially("Hello @an")
    page.keyboard.press("Enter")
    page.keyboard.type("there")
    page.keyboard.press("Enter")
    message = page.locator("#messages .message")
    expect(message.locator("[data-mention=U0ANA]")).to_have_text("@Ana Ruiz")
    assert sandbox.world.messages("C0OUT")[0].text == "Hello <@U0ANA> there"

    message.hover()
    message.locator("[data-reply-in-thread]").click()
    write(page, "A reply", "thread")

    expect(page.locator("#thread")).to_contain_text("A reply")
    expect(page.locator("[data-open-thread]")).to_contain_text("1 reply")
    page.keyboard.press("Escape")
    expect(page.locator("#thread")).to_be_hidden()


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


def test_a_button_that_asks_first_does_nothing_on_no(
    visit: Open, client: WebClient, sandbox: Sandbox
) -> None:
    asked = section("Drop it?", accessory=button("Drop", "settle", confirm=CONFIRM))
    client.chat_postMessage(channel="C0INT", text="Drop it?", blocks=[asked])
    page = visit()

    page.locator("[data-action-id=settle]").click()
    page.locator("[data-confirm-no]").click()
    assert sandbox.world.messages("C0INT")[0].text == "Drop it?"
    page.locator("[data-action-id=settle]").click()
    page.locator("[data-confirm-yes]").click()

    expect(page.locator(".message .text")).to_contain_text("Settled by @Nadia Brooks")


def test_shortcuts_are_beside_messages_and_in_the_composer(visit: Open, sandbox: Sandbox) -> None:
    sandbox.acts.say("U0BEN", "C0INT", "We send the pack")
    page = visit()
    message = page.locator("#messages .message")
    message.hover()
    message.locator("[data-more-actions]").click()
    page.locator("[data-message-shortcut=make_commitment]").click()
    expect(page.locator("form.modal")).to_contain_text("We send the pack")
    page.locator("[data-modal-close]").click()

    page.locator("[data-shortcuts=channel]").click()
    page.locator("[data-global-shortcut=log_touch]").click()

    expect(page.locator("form.modal")).to_contain_text("nothing")


def test_home_is_published_on_arrival_and_each_person_has_their_own(visit: Open) -> None:
    page = visit()
    page.locator("[data-app-link]").click()
    expect(page.locator("[data-home-view] h2")).to_have_text("On you today")

    page.locator("[data-tab=messages]").click()
    expect(page.locator("#conversation")).to_be_visible()
    write(page, "Hello bot")

    expect(page.locator("#messages .message")).to_contain_text("Hello bot")
    page.locator("[data-acting-as]").click()
    page.locator("[data-act-as=U0BEN]").click()
    expect(page.locator("[data-acting-as=U0BEN]")).to_be_visible()
    expect(page.locator("#messages .message")).to_have_count(0)
    page.locator("[data-tab=home]").click()
    expect(page.locator("[data-home-view] h2")).to_have_text("On you today")
