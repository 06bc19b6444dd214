"""What a person reads on the page: words, names, times, blocks."""

from playwright.sync_api import expect
from slack_sdk import WebClient

from bot.sandbox import Sandbox
from tests.sandbox_page.app import button, section
from tests.sandbox_page.conftest import DemoClock, Open
from tests.sandbox_page.gallery import MESSAGE


def test_words_are_shown_as_they_are_and_never_become_html(visit: Open, client: WebClient) -> None:
    said = "<b>&lt;img src=x onerror=alert(1)&gt;</b> &amp;amp; &#39; &quot; a &lt; b"
    client.chat_postMessage(channel="C0INT", text=said)

    page = visit()

    shown = page.locator(".message .text")
    expect(shown).to_have_text("<b><img src=x onerror=alert(1)></b> &amp; &#39; &quot; a < b")
    assert shown.locator("img, b").count() == 0


def test_mrkdwn_has_its_styles_links_and_mentions(visit: Open, client: WebClient) -> None:
    said = (
        "*bold* _italic_ ~gone~ `code` snake_case_name 2*3*4 :warning:\n&gt; quoted\n"
        "<@U0NADIA> <#C0OUT> <#C0INT> <https://example.com/?a=1&amp;b=2|the *guide*> "
        "<javascript:alert(1)|no>"
    )
    client.chat_postMessage(channel="C0INT", text=said)

    text = visit().locator(".message .text")

    for tag, words in {"strong": "bold", "em": "italic", "s": "gone", "code": "code"}.items():
        expect(text.locator(tag).first).to_have_text(words)
    expect(text).to_contain_text("snake_case_name 2*3*4")
    expect(text.locator("svg[aria-label]")).to_have_count(1)
    expect(text.locator("blockquote")).to_have_text("quoted")
    expect(text.locator("[data-mention=U0NADIA]")).to_have_text("@Nadia Brooks")
    expect(text.locator("[data-channel-mention=C0OUT]")).to_have_text("#acme-shared")
    expect(text.locator("[data-channel-mention=C0INT]")).to_have_text("#acme-internal")
    expect(text.get_by_role("link", name="the guide")).to_have_attribute(
        "href", "https://example.com/?a=1&b=2"
    )
    assert text.locator("a", has_text="no").count() == 0


def test_a_moment_is_shown_in_the_zone_of_whoever_reads(
    visit: Open, client: WebClient, clock: DemoClock
) -> None:
    moment = int(clock.now().timestamp())
    date = f"<!date^{moment}^{{date_short_pretty}} at {{time}}|later>"
    client.chat_postMessage(channel="C0OUT", text=f"Due {date}")

    page = visit("U0NADIA", "C0OUT")
    expect(page.locator(".message .text")).to_have_text("Due Today at 12:00 PM")
    expect(page.locator("[data-clock-now]")).to_contain_text("12:00 PM · New York")

    page.locator("[data-acting-as]").click()
    expect(page.locator("[data-act-as=U0ANA]")).to_contain_text("10:30 PM")
    page.locator("[data-act-as=U0ANA]").click()

    expect(page.locator(".message .text")).to_have_text("Due Today at 10:30 PM")
    expect(page.locator(".message .time")).to_have_text("10:30 PM")


def test_everyone_is_marked_for_what_they_are(visit: Open, sandbox: Sandbox) -> None:
    sandbox.acts.say("U0ANA", "C0OUT", "Hello from Acme")
    sandbox.acts.say("U0GUS", "C0OUT", "Hello from a guest")

    page = visit("U0NADIA", "C0OUT")

    ana = page.locator(".message[data-user=U0ANA]")
    expect(ana.locator(".byline [data-outside]")).to_have_text("Acme")
    expect(page.locator(".message[data-user=U0GUS] [data-guest]")).to_have_text("Guest")
    expect(page.locator("[data-banner=shared]")).to_contain_text("Shared with Acme")
    expect(page.locator("[data-shared-mark=C0OUT]")).to_be_visible()


def test_every_block_and_element_is_drawn(visit: Open, client: WebClient) -> None:
    client.chat_postMessage(channel="C0INT", text="All", blocks=MESSAGE)

    message = visit().locator(".message")

    for block in MESSAGE:
        assert message.locator(f"[data-block-type={block['type']}]").count() >= 1, block["type"]
    for number in range(1, 12):
        expect(message.locator(f"[data-action-id=s{number}]")).to_be_visible()
    expect(message.locator("[data-action-id=s1]")).to_have_text("Two")
    expect(message.locator("[data-action-id=s3]")).to_have_text("Ben Ott")
    expect(message.locator("[data-action-id=s7]")).to_have_value("2026-03-09")
    expect(message.locator("[data-action-id=s9]")).to_have_value("2026-03-04T12:00")
    expect(message.locator("figure.chart svg rect")).to_have_count(2)
    expect(message.locator("td").first).to_have_text("Won")
    assert message.locator(".unknown").count() == 0


def test_a_message_changes_before_the_readers_eyes(visit: Open, client: WebClient) -> None:
    posted = client.chat_postMessage(
        channel="C0INT",
        text="Late",
        blocks=[section("Late"), {"type": "actions", "elements": [button("Done", "x")]}],
    )
    page = visit()
    expect(page.get_by_role("button", name="Done")).to_be_visible()

    client.chat_update(channel="C0INT", ts=posted["ts"], text="Done by Ben")

    expect(page.locator(".message .text")).to_contain_text("Done by Ben (edited)")
    expect(page.get_by_role("button", name="Done", exact=True)).to_have_count(0)


def test_an_uploaded_picture_is_shown_with_its_description(
    visit: Open, client: WebClient, sandbox: Sandbox
) -> None:
    dot = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c63f8ffff3f0005fe02fea735810000000049454e44ae426082"
    )
    file = client.files_upload_v2(content=dot, filename="pace.png")["files"][0]["id"]
    image = {"type": "image", "slack_file": {"id": file}, "alt_text": "Pace"}
    client.chat_postMessage(channel="C0INT", text="Pace", blocks=[image])

    picture = visit().get_by_role("img", name="Pace")

    expect(picture).to_have_attribute("src", f"/page/file/{file}")
    assert sandbox.world.files[file].content == dot


def test_what_came_while_one_looked_elsewhere_stands_out(visit: Open, client: WebClient) -> None:
    page = visit("U0NADIA", "C0INT")

    client.chat_postMessage(channel="U0BEN", text="For Ben alone")
    client.chat_postMessage(channel="C0OUT", text="News")

    expect(page.locator("[data-channel-link=C0OUT]")).to_have_attribute("data-unread", "true")
    page.locator("[data-acting-as]").click()
    expect(page.locator("[data-act-as=U0BEN]")).to_have_attribute("data-unread", "true")


def test_each_side_reads_the_name_of_the_other_in_a_shared_channel(visit: Open) -> None:
    for user, other in (("U0NADIA", "Acme"), ("U0ANA", "Northwind")):
        page = visit(user, "C0OUT")

        expect(page.locator("[data-banner=shared]")).to_contain_text(f"Shared with {other}.")
        mark = page.locator("[data-shared-mark=C0OUT]")
        expect(mark).to_have_attribute("title", f"Shared with {other}")


def test_a_name_is_read_whole_beside_the_long_name_of_its_company(
    visit: Open, sandbox: Sandbox
) -> None:
    sandbox.world.workspaces["T0ACME"].name = "Acme Corporation of the Rocky Mountains"

    name = visit("U0NADIA", "C0OUT").locator("[data-person=U0ANA] .row-name")

    expect(name).to_have_text("Ana Ruiz")
    assert name.evaluate("node => node.scrollWidth <= node.clientWidth")
