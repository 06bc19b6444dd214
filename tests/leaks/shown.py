"""The forms the bot shows: found by doing everything, and then everything in what that opens."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.entities import Json
from bot.sandbox.services import RecordedCall
from handlers.registry import Kind
from tests.leaks.cells import EVERY, Cell, body_of, cells_of, cells_without_forms, key_of
from tests.leaks.office import Office
from tests.leaks.town import user_of

OPENING = {"views.open", "views.push", "views.update", "views.publish"}
EXPLORERS = (("owner", "C0INTERNAL"), ("admin", "C0INTERNAL"), ("outside", "C0SHARED"))


def views_in(ack: Any, calls: list[RecordedCall]) -> Iterator[Json]:
    """Go through the modals and Homes that an answer shows."""
    if isinstance(ack, dict) and isinstance(ack.get("view"), dict):
        yield ack["view"]
    yield from (call.args["view"] for call in calls if call.method in OPENING)


def explored(office: Office) -> list[Cell]:
    """Return all that can be done, each once, with the form it is done in.

    The ledger is the same before and after.
    """
    found: dict[Any, Cell] = {}
    for person, channel in EXPLORERS:
        waiting = list(cells_without_forms(office))
        while waiting:
            cell = waiting.pop(0)
            key = key_of(cell)
            if key in found and found[key] is not cell and cell.view is not None:
                continue
            found.setdefault(key, cell)
            where = channel if cell.has_channel else None
            ack, calls = office.send(body_of(cell, office, user_of(person), where))
            office.put_back()
            for view in views_in(ack, calls):
                waiting += [each for each in cells_of(view, office) if key_of(each) not in found]
    return list(found.values())


def unreached(cells: list[Cell]) -> set[tuple[Kind, str]]:
    """Return the listeners of forms that no form led to."""
    reached = {(cell.entry.kind, str(cell.entry.name)) for cell in cells}
    return set(EVERY) - reached
