"""The clock, sharing, troubles; and that the page serves everyone."""

import httpx
from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox_page.app import button, section
from tests.sandbox_page.conftest import NOON, DemoClock, Open

JSON = {"content-type": "application/json"}


def test_a_clock_button_shows_how_far_it_has_come(visit: Open, clock: DemoClock) -> None:
    page = visit()
    clock.go_on.clear()

    page.locator("[data-clock-control='Next morning']").click()

    expect(page.get_by_role("progressbar")).to_contain_text("Sending what is due 50 %")
    expect(page.locator("[data-clock-control='Next morning']")).to_be_disabled()
    clock.go_on.set()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.locator("[data-clock-now]")).to_contain_text("Thu, Mar 5, 12:00 PM")


def test_the_clock_goes_to_a_local_time_and_never_back(visit: Open, clock: DemoClock) -> None:
    page = visit()
    page.locator("[data-clock]").click()
    page.locator("[data-clock-field]").fill("2026-03-01T09:00")
    page.locator("[data-clock-go]").click()
    expect(page.locator(".toast")).to_contain_text("only moves forward")
    assert clock.instant == NOON

    page.locator("[data-clock-field]").fill("2026-03-09T09:00")
    page.locator("[data-clock-go]").click()

    expect(page.locator("[data-clock-now]")).to_contain_text("Mon, Mar 9, 9:00 AM")
    assert clock.instant.isoformat() == "2026-03-09T13:00:00+00:00"


def test_a_channel_is_shared_invited_and_archived_by_switches(
    visit: Open, sandbox: Sandbox
) -> None:
    page = visit()
    channel = sandbox.world.channels["C0INT"]
    page.locator("[data-open-details]").click()
    expect(page.locator("[data-details=C0INT]")).to_contain_text(
        "Make this channel shared with Acme"
    )

    page.locator("[data-pending-with=T0ACME]").check()
    expect(page.locator("[data-banner=pending]")).to_contain_text("Acme")
    assert channel.pending == ["T0ACME"]
    page.locator("[data-share-with=T0ACME]").check()
    expect(page.locator("[data-banner=shared]")).to_contain_text("Shared with Acme")
    assert channel.shared_with == ["T0ACME"]
    page.locator("[data-share-with=T0ACME]").uncheck()
    expect(page.locator("[data-banner]")).to_have_count(0)
    page.locator("[data-archive]").check()

    expect(page.locator("[data-banner=archived]")).to_be_visible()
    expect(page.locator("[data-composer=channel]")).to_be_hidden()


def test_companies_a_channel_is_shared_with_or_invited_to_it_come_first(
    visit: Open, sandbox: Sandbox
) -> None:
    world = sandbox.world
    for team, name in (("T0BETA", "Beta"), ("T0ZETA", "Zeta"), ("T0YETI", "Yeti")):
        world.add_workspace(team, name)
    world.set_shared("C0INT", ["T0ZETA"])
    world.set_pending_shared("C0INT", ["T0YETI"])
    page = visit()

    page.locator("[data-open-details]").click()

    switches = page.locator("[data-share-with]")
    expect(switches).to_have_count(4)
    order = [each.get_attribute("data-share-with") for each in switches.all()]
    assert order == ["T0YETI", "T0ZETA", "T0ACME", "T0BETA"]


def test_a_person_is_added_to_a_channel_and_taken_out_of_it_again(
    visit: Open, sandbox: Sandbox
) -> None:
    page = visit()
    channel = sandbox.world.channels["C0INT"]
    page.locator("[data-open-details]").click()
    details = page.locator("[data-details=C0INT]")
    expect(details).to_contain_text("3 members")
    expect(page.locator("[data-add]")).to_have_count(1)  # not Ana: Acme's people cannot be here

    page.get_by_role("button", name="Add Gus Hill").click()
    expect(details).to_contain_text("4 members")
    expect(details).not_to_contain_text("Not in this channel")
    assert channel.members[-1] == "U0GUS"
    page.get_by_role("button", name="Take out partner-bot").click()

    expect(details.get_by_role("button", name="Add partner-bot")).to_be_visible()
    assert channel.members == ["U0NADIA", "U0BEN", "U0GUS"]


def test_whoever_takes_themselves_out_reads_on_elsewhere(visit: Open) -> None:
    page = visit()
    page.locator("[data-open-details]").click()

    page.get_by_role("button", name="Take out Nadia Brooks").click()

    expect(page.locator("#head h1")).to_contain_text("acme-shared")
    expect(page.locator("[data-channel-link=C0INT]")).to_have_count(0)


def test_a_person_turns_their_notifications_off_for_an_hour_and_on_again(
    visit: Open, sandbox: Sandbox
) -> None:
    page = visit()
    nadia, chip = sandbox.world.users["U0NADIA"], page.locator("[data-acting-as]")
    chip.click()
    page.locator("[data-notifications]").uncheck()

    expect(chip).to_contain_text("Do not disturb")
    expect(page.locator("[data-notifications]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-notifications]")).to_have_count(0)
    expect(chip).to_be_focused()
    assert nadia.dnd_until == int(NOON.timestamp()) + 3600

    chip.click()
    expect(page.locator("[data-act-as=U0NADIA]")).to_contain_text("Do not disturb")
    page.locator("[data-notifications]").check()
    expect(chip).to_contain_text("Acting as")
    assert nadia.dnd_until == 0


def test_troubles_are_switched_on_and_off(visit: Open, sandbox: Sandbox) -> None:
    page = visit()
    page.locator("[data-troubles]").click()
    page.locator("[data-rate-limits]").check()
    page.locator("[data-fault-method]").select_option("chat.update")
    page.locator("[data-fault-kind]").select_option("fatal_error")
    page.locator("[data-fault-times]").fill("2")
    page.locator("[data-fault-add]").click()
    expect(page.locator("[data-troubles=on]")).to_be_visible()
    assert sandbox.rate_limits.enabled

    page.locator("[data-troubles]").click()
    expect(page.locator("[data-popover=troubles]")).to_contain_text("2 calls of chat.update")
    first = sandbox.faults.take("chat.update")
    page.locator("[data-faults-clear]").click()
    expect(page.locator("[data-popover=troubles]")).to_have_count(0)

    expect(page.locator(".toast").last).to_have_text("Every call goes well again.")
    assert first is not None
    assert first.error == "fatal_error"
    assert sandbox.notes[-1] == "Every call goes well again."
    assert sandbox.faults.take("chat.update") is None


def test_an_app_that_is_away_is_told_of_in_a_sentence(visit: Open, client: WebClient) -> None:
    ask = section("Well?", accessory=button("Press", "press"))
    client.chat_postMessage(channel="C0INT", text="Well?", blocks=[ask])
    page = visit()

    page.locator("[data-action-id=press]").click()

    expect(page.locator(".toast")).to_contain_text("The app did not answer")
    expect(page.locator("[data-action-id=press]")).to_be_enabled()


def test_every_control_has_a_name_and_a_narrow_window_holds_the_page(
    visit: Open, client: WebClient
) -> None:
    client.chat_postMessage(channel="C0INT", text="Hello")
    page = visit()
    page.set_viewport_size({"width": 800, "height": 800})
    expect(page.locator("#messages .message")).to_be_visible()

    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, textarea, select')]"
        ".filter((node) => !(node.textContent.trim() || node.ariaLabel || node.labels?.length))"
        ".map((node) => node.outerHTML)"
    )

    assert nameless == []
    assert page.evaluate("document.documentElement.scrollWidth") == 800
    expect(page.locator("[data-composer=channel]")).to_be_in_viewport()


def test_nonsense_asked_of_the_page_ends_in_a_sentence(sandbox: Sandbox) -> None:
    with httpx.Client(base_url=sandbox.url) as browser:
        asked = {"act": "say", "user": "U0NOBODY", "channel": "C0INT", "text": "x"}
        unknown_person = browser.post("/page/act", json=asked).json()
        unknown_act = browser.post("/page/act", json={"act": "dance"}).json()
        unknown_setting = browser.post("/page/setting", json={"set": "fire"}).json()
        missing = browser.post("/page/setting", json={"set": "archived", "on": True}).json()
        broken = [
            browser.post("/page/act", content=b"{", headers=JSON),
            browser.post("/page/setting", content=b"[]", headers=JSON),
            browser.post("/page/act", content=b'{"act": "say"}'),
        ]

        assert unknown_act == {"ok": False, "error": "There is no act named 'dance'."}
        assert unknown_setting["error"] == "There is nothing named 'fire' to set."
        assert not unknown_person["ok"]
        assert not missing["ok"]
        assert [answer.status_code for answer in broken] == [400, 400, 400]
        assert browser.get("/page/state", params={"since": "x"}).status_code == 400
        assert browser.get("/page/file/F0NONE").status_code == 404
