"""Five hundred strings through every field and every template: they are shown, and do nothing."""

import json
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import jinja2
import pytest

import messages
from bot.sandbox.entities import Json
from bot.sandbox.limits import check_message_blocks, check_view
from bot.sandbox.services import RecordedCall
from bot.sandbox.world import World
from handlers.registry import Kind
from storage.database import Database
from storage.tables import metadata
from tests.leaks import shown
from tests.leaks.cells import Cell, body_of, cells_of, cells_without_forms, key_of
from tests.leaks.forms import filled
from tests.leaks.harmless import faults
from tests.leaks.hostile import COUNT, strings
from tests.leaks.office import Office, opened
from tests.leaks.test_jobs import MORNINGS
from tests.leaks.town import user_of

TEMPLATES = Path(messages.__file__).parent / "templates"
BROKEN = {"invalid_blocks", "msg_too_long", "msg_blocks_too_long", "invalid_arguments", "no_text",
          "view_too_large", "invalid_metadata_format", "invalid_json"}  # fmt: skip
EXPLORERS = (("admin", "C0INTERNAL"), ("owner", "C0INTERNAL"), ("outside", "C0SHARED"))
# Not rendered on the way, by why; each is rendered by the tests of what it belongs to.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "Slack has to refuse, or a person or a channel to go": (
        "channel_deleted", "channel_paused_line", "channel_resumed", "delivery_forbidden",
        "delivery_given_up", "delivery_handed_over", "delivery_paused", "delivery_shortened",
        "departed", "departed_settled",
    ),
    "links need an address of ours": (
        "confirm_link_answered", "confirm_link_line", "confirm_link_made", "confirm_links_open",
    ),
    "there have to be more than are shown": (
        "daily_rest", "kickoff_more", "ledger_more", "ledger_portfolio_more", "slip_more",
    ),
    "whoever explores may change it": ("partner_settings_foot",),
    "there has to be nothing": (
        "home_welcome", "ledger_no_partners", "ledger_nothing_open", "qbr_no_date", "why_unknown",
    ),
    "something has to have happened before": (
        "commitment_asked", "commitment_put_off", "daily_awake", "daily_kickoff", "daily_over",
        "daily_kickoff_held", "daily_topic", "daily_topic_settled", "goal_reassigned",
        "kickoff_change_answered", "kickoff_change_replaced", "kickoff_notice", "kickoff_submitted",
        "ledger_pick_hint", "ledger_pick_partner", "partner_company_ask", "reminders_ask",
        "workspace_settings_last",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def rendered() -> Iterator[set[str]]:
    """Return the names of the templates as they are rendered."""
    patch, names = pytest.MonkeyPatch(), set[str]()
    load = jinja2.Environment.get_template

    def noting(self: jinja2.Environment, name: Any, *more: Any, **and_more: Any) -> Any:
        names.add(str(name))
        return load(self, name, *more, **and_more)

    patch.setattr(jinja2.Environment, "get_template", noting)
    yield names
    patch.undo()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, rendered: set[str]) -> Iterator[Office]:
    assert rendered is not None
    patch = pytest.MonkeyPatch()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'ledger.db'}")
    metadata.create_all(database.engine)
    try:
        with opened(database, patch) as made:
            yield made
    finally:
        patch.undo()
        database.close()


def check_ack(kind: Kind, ack: Any) -> Iterator[str]:
    """Go through what Slack would not take, or what would be live."""
    if not isinstance(ack, dict):
        return
    yield from faults(ack)
    if "view" in ack:
        yield from map(str, check_view(World(), ack["view"]))
    elif kind is Kind.COMMAND:
        yield from map(str, check_message_blocks(World(), ack.get("blocks", [])))


def check_calls(calls: list[RecordedCall]) -> Iterator[str]:
    for call in calls:
        if call.method.startswith(("chat.", "views.", "response_url")):
            yield from faults(call.args)
        if call.result.get("error") in BROKEN:
            yield f"{call.method}: {call.result}"


def crawl(office: Office, queue: Iterator[str]) -> Iterator[tuple[Cell, Json, list[str]]]:
    """Do everything with hostile words in every field; say what was wrong with each answer."""
    for person, channel in EXPLORERS:
        done: set[Any] = set()
        waiting = list(cells_without_forms(office))
        while waiting:
            cell = waiting.pop(0)
            if key_of(cell) in done:
                continue
            done.add(key_of(cell))
            if cell.entry.kind is Kind.VIEW and cell.view is not None:
                cell = Cell(
                    cell.entry, cell.value, filled(cell.view, office, lambda _: next(queue))
                )
            body = body_of(cell, office, user_of(person), channel if cell.has_channel else None)
            ack, calls = office.send(body)
            wrong = [*check_ack(cell.entry.kind, ack), *check_calls(calls)]
            if cell.entry.kind is Kind.VIEW and not _asks_again(ack):
                wrong += _lost(office, cell, ack)
            yield cell, body, wrong
            for view in shown.views_in(ack, calls):
                waiting += [each for each in cells_of(view, office) if key_of(each) not in done]
            if cell.entry.kind is not Kind.VIEW:
                office.put_back()


def noted(words: Iterator[str], used: set[str]) -> Iterator[str]:
    """Go through the words, and keep which were taken."""
    for word in words:
        used.add(word)
        yield word


def _asks_again(ack: Any) -> bool:
    return isinstance(ack, dict) and ack.get("response_action") == "errors"


def _lost(office: Office, cell: Cell, ack: Any) -> Iterator[str]:
    """Go through what was typed and does not stand in the ledger."""
    values = (cell.view or {})["state"]["values"]
    typed = [
        str(one.get("value"))
        for block_id, block in values.items()
        for one in block.values()
        if block_id != "unit"  # what is no unit is taken for a count
    ]
    kept = _everything(office)
    for text in typed:
        tag = re.search(r"hq\d+", text)
        if tag is not None and tag.group() not in kept:
            yield f"lost {text!r}: {str(ack)[:300]}"


def _everything(office: Office) -> str:
    rows = [office.ask(f'SELECT * FROM "{name}"') for name in metadata.tables]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_there_are_five_hundred_and_no_two_are_alike() -> None:
    assert len(set(strings())) == COUNT


def test_nothing_typed_is_live_or_breaks_a_payload(office: Office, rendered: set[str]) -> None:
    wrong: list[tuple[str, list[str]]] = []
    used: set[str] = set()
    queue = noted(cycle(strings()), used)
    office.keep()
    for cell, _, faulty in crawl(office, queue):
        wrong += [(cell.name, faulty)] if faulty else []
    office.spoil(queue)
    office.keep()
    for cell, _, faulty in crawl(office, queue):
        wrong += [(cell.name, faulty)] if faulty else []
    office.put_back()
    for now in MORNINGS:
        office.sandbox.calls.clear()
        office.clock.move(now)
        office.bot.tick_at(now)
        wrong += [("tick", faulty)] if (faulty := [*check_calls(office.sandbox.calls)]) else []

    assert wrong == []
    assert len(used) == COUNT
    every = {path.stem for path in TEMPLATES.glob("*.j2")}
    named = {name for names in ELSEWHERE.values() for name in names}
    assert every - {name.removesuffix(".j2") for name in rendered} <= named
    assert named <= every


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.j2")), ids=lambda path: path.stem)
def test_no_template_says_that_a_value_is_safe(path: Path) -> None:
    said = path.read_text(encoding="utf-8")

    assert re.search(r"\|\s*safe\b|autoescape|{%-?\s*raw", said) is None
