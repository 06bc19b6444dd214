"""Every limit of Slack's: one below passes, one above is refused with a pointer."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.entities import Json
from bot.sandbox.limits import check_message_blocks, check_view
from bot.sandbox.world import World
from tests.sandbox.views import actions, button, home, modal, option, plain, section, text_input


def message(*blocks: Json) -> list[str]:
    return check_message_blocks(World(), list(blocks))


def view(body: Json) -> list[str]:
    return check_view(World(), body)


def options(count: int) -> list[Json]:
    return [option(f"v{n}") for n in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def labelled(element: Json) -> Json:
    return {"type": "input", "block_id": "i", "label": plain("L"), "element": element}


def confirm(**lengths: int) -> Json:
    sizes = {"title": 5, "text": 5, "confirm": 5, "deny": 5, **lengths}
    return {name: plain("x" * size) for name, size in sizes.items()}


def rows(count: int, columns: int = 1, size: int = 1) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "x" * size} for _ in range(columns)]] * count


def chart(series: int = 1, points: int = 2, **more: Any) -> Json:
    names = [f"c{n}" for n in range(points)]
    data = [{"label": name, "value": 1} for name in names]
    drawn = [{"name": f"s{n}", "data": data} for n in range(series)]
    kind = {"type": "line", "series": drawn, "axis_config": {"categories": names}}
    return {"type": "data_visualization", "title": "Goals", "chart": kind, **more}


def pie(parts: int) -> Json:
    segments = [{"label": f"p{n}", "value": 1} for n in range(parts)]
    return {**chart(), "chart": {"type": "pie", "segments": segments}}


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain("Acme"), **more}


LIMITS: list[tuple[str, int, Callable[[int], list[str]]]] = [
    ("blocks in a message", 50, lambda n: message(*[section()] * n)),
    ("blocks in a modal", 100, lambda n: view(modal(*[section()] * n))),
    ("blocks in Home", 100, lambda n: view(home(*[section()] * n))),
    ("section text", 3000, lambda n: message(section("x" * n))),
    (
        "section fields",
        10,
        lambda n: message({"type": "section", "fields": [plain("x")] * n}),
    ),
    ("field text", 2000, lambda n: message({"type": "section", "fields": [plain("x" * n)]})),
    ("header", 150, lambda n: message({"type": "header", "text": plain("x" * n)})),
    (
        "context elements",
        10,
        lambda n: message({"type": "context", "elements": [plain("x")] * n}),
    ),
    (
        "actions elements",
        25,
        lambda n: message(actions(*[button(f"b{i}") for i in range(n)])),
    ),
    ("button text", 75, lambda n: message(actions({**button(), "text": plain("x" * n)}))),
    ("button value", 2000, lambda n: message(actions(button(value="x" * n)))),
    ("button url", 3000, lambda n: message(actions(button(url="x" * n)))),
    ("option text", 75, lambda n: message(actions(select(options=[{**option("a"), "text": plain("x" * n)}])))),
    ("option value", 150, lambda n: message(actions(select(options=[option("x") | {"value": "x" * n}])))),
    (
        "option description",
        75,
        lambda n: message(actions(select(options=[{**option("a"), "description": plain("x" * n)}]))),
    ),
    ("options", 100, lambda n: message(actions(select(options=options(n))))),
    (
        "overflow options",
        5,
        lambda n: message(actions({"type": "overflow", "options": options(n)})),
    ),
    (
        "checkboxes",
        10,
        lambda n: message(actions({"type": "checkboxes", "action_id": "c", "options": options(n)})),
    ),
    (
        "radio buttons",
        10,
        lambda n: message(actions({"type": "radio_buttons", "action_id": "c", "options": options(n)})),
    ),
    ("placeholder", 150, lambda n: message(actions(select(placeholder=plain("x" * n))))),
    ("confirm title", 100, lambda n: message(actions(button(confirm=confirm(title=n))))),
    ("confirm text", 300, lambda n: message(actions(button(confirm=confirm(text=n))))),
    ("confirm button", 30, lambda n: message(actions(button(confirm=confirm(confirm=n))))),
    ("deny button", 30, lambda n: message(actions(button(confirm=confirm(deny=n))))),
    ("input label", 2000, lambda n: view(modal({**text_input(), "label": plain("x" * n)}))),
    ("input hint", 2000, lambda n: view(modal({**text_input(), "hint": plain("x" * n)}))),
    ("typed text", 3000, lambda n: view(modal(text_input(initial_value="x" * n)))),
    ("most typed", 3000, lambda n: view(modal(text_input(max_length=n)))),
    ("view title", 24, lambda n: view(modal(title=plain("x" * n)))),
    ("view submit", 24, lambda n: view(modal(submit=plain("x" * n)))),
    ("view close", 24, lambda n: view(modal(close=plain("x" * n)))),
    ("private metadata", 3000, lambda n: view(modal(private_metadata="x" * n))),
    ("callback_id", 255, lambda n: view(modal(callback_id="x" * n))),
    ("external_id", 255, lambda n: view(modal(external_id="x" * n))),
    ("block_id", 255, lambda n: message(section(block_id="x" * n))),
    ("action_id", 255, lambda n: message(actions(button("x" * n)))),
    ("markdown", 12_000, lambda n: message({"type": "markdown", "text": "x" * n})),
    (
        "markdown in all",
        12_000,
        lambda n: message(*[{"type": "markdown", "text": "x" * m} for m in (6000, n - 6000)]),
    ),
    ("table rows", 100, lambda n: message({"type": "table", "rows": rows(n)})),
    ("table columns", 20, lambda n: message({"type": "table", "rows": rows(1, n)})),
    ("table characters", 10_000, lambda n: message({"type": "table", "rows": rows(1, 2, n // 2) if n % 2 == 0 else rows(1, 2, n // 2 + 1)})),
    ("tables", 1, lambda n: message(*[{"type": "table", "rows": rows(1)}] * n)),
    ("chart title", 50, lambda n: message(chart(title="x" * n))),
    ("chart series", 12, lambda n: message(chart(series=n))),
    ("chart points", 20, lambda n: message(chart(points=n))),
    ("pie parts", 12, lambda n: message(pie(n))),
    ("charts", 2, lambda n: message(*[chart()] * n)),
    ("alert", 200, lambda n: view(modal({"type": "alert", "text": plain("x" * n)}))),
    ("card title", 150, lambda n: message(card(title=plain("x" * n)))),
    ("card body", 200, lambda n: message(card(body=plain("x" * n)))),
    (
        "card actions",
        3,
        lambda n: message(card(actions=[button(f"b{i}") for i in range(n)])),
    ),
    ("carousel", 10, lambda n: message({"type": "carousel", "elements": [card()] * n})),
    (
        "container",
        10,
        lambda n: message(
            {"type": "container", "title": plain("x"), "child_blocks": [section()] * n}
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "most", "check"), LIMITS, ids=[row[0] for row in LIMITS])
def test_the_limit_is_kept_to_the_character(
    what: str, most: int, check: Callable[[int], list[str]]
) -> None:
    assert check(most) == []
    assert check(most + 1)


WRONG: dict[str, list[str]] = {
    "an unknown block": message({"type": "nonsense"}),
    "a block without type": message({"text": plain("x")}),
    "a field that is none": message(section(color="red")),
    "an empty text": message(section("")),
    "a section of nothing": message({"type": "section"}),
    "mrkdwn in a button": message(actions({**button(), "text": {"type": "mrkdwn", "text": "x"}})),
    "mrkdwn in a header": message({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    "emoji with mrkdwn": message(
        section() | {"text": {"type": "mrkdwn", "text": "x", "emoji": True}}
    ),
    "a style that is none": message(actions(button(style="green"))),
    "one block_id twice": message(section(block_id="same"), section(block_id="same")),
    "one action_id twice in a block": message(actions(button("same"), button("same"))),
    "a first choice not offered": message(actions(select(initial_option=option("other")))),
    "no options": message(actions(select(options=[]))),
    "options and groups": message(actions(select(option_groups=[]))),
    "an image from nowhere": message({"type": "image", "alt_text": "x"}),
    "an image without words": message({"type": "image", "image_url": "https://x.io/a.png"}),
    "an unknown file": message({"type": "image", "alt_text": "x", "slack_file": {"id": "F1"}}),
    "an email field in a message": message(labelled({"type": "email_text_input"})),
    "a moment picker on Home": view(home(labelled({"type": "datetimepicker"}))),
    "a button in an input": view(modal(labelled(button()))),
    "inputs and no submit": view({**modal(), "submit": None}),
    "a modal without title": view({**modal(), "title": None}),
    "a table in a modal": view(modal({"type": "table", "rows": rows(1)})),
    "markdown in a modal": view(modal({"type": "markdown", "text": "x"})),
    "a card in a modal": view(modal(card())),
    "a chart in a modal": view(modal(chart())),
    "an alert in a message": message({"type": "alert", "text": plain("x")}),
    "an alert on Home": view(home({"type": "alert", "text": plain("x")})),
    "an empty cell": message({"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]}),
    "a category without a point": message(
        chart() | {"chart": chart()["chart"] | {"axis_config": {"categories": ["c0", "c9"]}}}
    ),
    "a date that is none": message(
        actions({"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"})
    ),
    "a least above the most": view(modal(text_input(min_length=9, max_length=3))),
    "flags that are words": view(modal(notify_on_close="yes")),
    "an unknown property of a view": view(modal(colour="red")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_slack_does_not_know_is_refused_with_a_pointer(what: str) -> None:
    assert WRONG[what]
    assert all("[json-pointer:/" in sentence for sentence in WRONG[what])


def test_a_full_message_and_a_full_modal_pass() -> None:
    everything = [
        {"type": "header", "text": plain("Acme")},
        section(accessory=button("other")),
        {"type": "divider"},
        actions(button(), select(initial_option=option("v1"), confirm=confirm())),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x", "verbatim": True}]},
        {"type": "image", "alt_text": "x", "image_url": "https://x.io/a.png"},
        {"type": "markdown", "text": "**bold**"},
        chart(),
        card(actions=[button("a"), button("b")]),
    ]

    assert message(*everything) == []
    assert view(modal(*everything[:6], text_input(), labelled({"type": "email_text_input"}))) == []


def test_the_same_action_id_may_stand_in_several_blocks() -> None:
    assert message(actions(button(), block_id="a"), actions(button(), block_id="b")) == []
