"""What a person does on the page: write, command, press, go about."""

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox_page.app import button, section
from tests.sandbox_page.conftest import Open
from tests.sandbox_page.gallery import CONFIRM
from tests.sandbox_page.hands import write

pytestmark = pytest.mark.usefixtures("app")


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


def test_one_writes_only_once_the_page_knows_where(visit: Open, sandbox: Sandbox) -> None:
    page = visit()
    with sandbox.world.lock:  # so nobody is told what there is
        page.reload()
        expect(page.locator("#toasts")).to_be_attached()
        expect(page.locator("[data-composer=channel]")).to_be_hidden()

    expect(page.locator("[data-composer=channel]")).to_be_visible()


def test_what_is_typed_at_once_in_another_channel_is_said_there(
    visit: Open, sandbox: Sandbox
) -> None:
    page = visit()
    with sandbox.world.lock:  # so nobody is told what there is
        page.locator("[data-channel-link=C0OUT]").click()
        page.locator("[data-composer=channel]").fill("Hello Acme")
    expect(page.locator(".beginning")).to_contain_text("acme-shared")

    page.locator("[data-composer=channel]").press("Enter")

    expect(page.locator("#messages .message")).to_contain_text("Hello Acme")
    assert [said.text for said in sandbox.world.messages("C0OUT")] == ["Hello Acme"]
