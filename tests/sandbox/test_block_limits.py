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


def offering(**more: Any) -> list[str]:
    return message(actions(select(options=[{**option("a"), **more}])))


def choices(kind: str, count: int) -> list[str]:
    return message(actions({"type": kind, "action_id": "c", "options": options(count)}))


def labelled(element: Json) -> Json:
    return {"type": "input", "block_id": "i", "label": plain("L"), "element": element}


def confirm(**lengths: int) -> Json:
    sizes = {"title": 5, "text": 5, "confirm": 5, "deny": 5, **lengths}
    return {name: plain("x" * size) for name, size in sizes.items()}


def rows(count: int, columns: int = 1, size: int = 1) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "x" * size} for _ in range(columns)]] * count


def written(size: int) -> Json:
    half = size // 2
    return {"type": "table", "rows": rows(1, 1, half) + rows(1, 1, size - half)}


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
    ("option text", 75, lambda n: offering(text=plain("x" * n))),
    ("option value", 150, lambda n: offering(value="x" * n)),
    (
        "option description",
        75,
        lambda n: offering(description=plain("x" * n)),
    ),
    ("options", 100, lambda n: message(actions(select(options=options(n))))),
    (
        "overflow options",
        5,
        lambda n: choices("overflow", n),
    ),
    (
        "checkboxes",
        10,
        lambda n: choices("checkboxes", n),
    ),
    (
        "radio buttons",
        10,
        lambda n: choices("radio_buttons", n),
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
    ("table characters", 10_000, lambda n: message(written(n))),
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
