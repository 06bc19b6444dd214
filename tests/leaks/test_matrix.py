"""Everything that can be done, by every kind of person, in every kind of channel.

What is expected of a cell comes from who its listener is for, from the rules of who belongs to
whom, and from the two audiences; never from the code that answers.
"""

import io
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from bot.rules.policy import ActorFacts, allowed
from handlers.registry import Kind
from storage.database import Database
from storage.tables import metadata
from tests.leaks import canaries, shown, sinks
from tests.leaks.cells import EVERY, Cell, body_of, moved
from tests.leaks.columns import COLUMNS, columns_of_words
from tests.leaks.marks import found, marked
from tests.leaks.office import Office, opened
from tests.leaks.sinks import PRIVATE, Said
from tests.leaks.town import CHANNELS, OURS, PEOPLE, user_of

# What is true of each of them; not what the bot believes.
FACTS = {
    "owner": ActorFacts(is_internal=True),
    "member": ActorFacts(is_internal=True),
    "viewer": ActorFacts(is_internal=True, only_looks=True),
    "admin": ActorFacts(is_internal=True, is_admin=True),
    "guest": ActorFacts(is_partner_person=True),
    "outside": ActorFacts(is_partner_person=True),
    "other": ActorFacts(is_partner_person=True),
    "deactivated": ActorFacts(),
    "robot": ActorFacts(),
}
OUTSIDE = ("guest", "outside", "other")
REFUSED, ALLOWED, DIRECTED = "refused", "allowed", "sent to them directly instead"
WHOLE = os.environ.get("LEAKS") == "whole"  # as `make leaks` runs it; the suite takes a part
NOT_LOOKED_AT = {"audit", "audithead"}  # a refusal is written down there


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Office]:
    patch = pytest.MonkeyPatch()
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('leaks') / 'ledger.db'}")
    metadata.create_all(database.engine)
    try:
        with opened(database, patch) as made:
            _meet_everybody(made)
            made.keep()
            yield made
    finally:
        patch.undo()
        database.close()


def _meet_everybody(office: Office) -> None:
    """Let each of them be known in each channel, so that being met changes nothing later."""
    hello = Cell(EVERY[Kind.COMMAND, "help"])
    for name in PEOPLE:
        for channel in CHANNELS:
            office.send(body_of(hello, office, user_of(name), channel))


@pytest.fixture(scope="module")
def cells(office: Office) -> list[Cell]:
    return shown.explored(office)


def test_every_column_of_words_is_ours_or_both_sides_or_nobodys() -> None:
    known = {table: set(columns) for table, columns in COLUMNS.items()}
    assert columns_of_words() == {table: known.get(table, set()) for table in metadata.tables}


def test_every_column_of_ours_holds_a_canary(office: Office) -> None:
    with office.database.across_workspaces.reading() as session:
        assert canaries.missing(session) == []


def test_every_listener_was_found_with_the_form_it_belongs_to(cells: list[Cell]) -> None:
    assert shown.unreached(cells) == set()


@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_gets_or_does_what_is_not_theirs(
    office: Office,
    cells: list[Cell],
    lines: io.StringIO,
    person: str,
    record_property: Callable[[str, object], None],
) -> None:
    outcomes, seen = Counter[str](), set[str]()
    office.put_back()
    before = _rows(office)

    for cell in cells:
        did = Counter[str]()
        for channel, body in bodies(office, cell, person):
            outcome, words = one(office, cell, person, channel, body)
            did[outcome] += 1
            seen |= words
            if outcome != REFUSED:
                office.put_back()
        if set(did) == {REFUSED}:
            assert _rows(office) == before, cell.name
        outcomes += did

    assert found(lines.getvalue()) == set()
    assert "xoxb" not in lines.getvalue()
    assert "/actions/" not in lines.getvalue()
    if person in {"owner", "admin"}:  # the canaries would be seen if they got out
        assert len([word for word in seen if word.startswith("zqi")]) > 5
        assert outcomes[DIRECTED] > 5
    if person in {"deactivated", "robot"}:
        assert set(outcomes) == {REFUSED, ALLOWED}
    for outcome, count in outcomes.items():
        record_property(outcome, count)


def bodies(
    office: Office, cell: Cell, person: str
) -> Iterator[tuple[str | None, dict[str, object]]]:
    """Go through the channels it can be done in; from outside with another partner's ids too."""
    user = user_of(person)
    for channel in channels_for(cell):
        yield channel, body_of(cell, office, user, channel)
        if person not in OURS and channel in {None, "C0SHARED"}:
            yield channel, moved(body_of(cell, office, user, channel), office, "b")


def channels_for(cell: Cell) -> list[str | None]:
    """Return the channels it is done in: all in a whole run, else the shared and one in turn."""
    if not cell.has_channel:
        return [None]
    if WHOLE:
        return list(CHANNELS)
    others = [name for name in CHANNELS if name != "C0SHARED"]
    turn = zlib.crc32(cell.name.encode()) % len(others)
    return ["C0SHARED", others[turn]]


def one(
    office: Office, cell: Cell, person: str, channel: str | None, body: dict[str, object]
) -> tuple[str, set[str]]:
    """Do it and hold it against what is expected; return what came of it and the words seen."""
    user = user_of(person)
    where = f"{cell.name} by {person} in {channel}"
    before = _newest_entry(office)

    ack, calls = office.send(body)

    said = list(sinks.left(cell.entry.kind, user, channel, ack, calls))
    newest = _newest_entry(office)
    refused = newest != before and newest[1] == "access.refused"
    barred = allowed(cell.entry.who, facts_of(person, channel)) is not None
    # Some things are for the owner of a partner and admins, and some commands both read and change:
    # those are refused where they are done.
    assert refused == barred or (refused and person in {"viewer", "member", *OUTSIDE}), where
    for each in said:
        assert sinks.leaks(each, str(body.get("text"))) == set(), (where, each)
        assert not sinks.speaks_of_ours(each), (where, each)
        assert each.way != PRIVATE or each.reader == user, (where, each)
    if refused:
        assert not any(found(each.content) for each in said), (where, said)
        return REFUSED, set()
    _hold_to_the_outbox(office, where)
    return _allowed(channel, said), {word for each in said for word in marked(str(each.content))}


def facts_of(person: str, channel: str | None) -> ActorFacts:
    """Return what is true of somebody there: in another partner's channel one is nobody's."""
    if person == "other" and channel not in {None, "C0UNKNOWN"}:
        return ActorFacts()
    return FACTS[person]


def _allowed(channel: str | None, said: list[Said]) -> str:
    """Say whether something of ours went to the person directly, for want of a safe channel."""
    if channel is None or sinks.is_ours_alone(channel):
        return ALLOWED
    directly = [each for each in said if each.way == PRIVATE and _is_of_ours(each)]
    return DIRECTED if directly else ALLOWED


def _is_of_ours(said: Said) -> bool:
    return any(kind == "i" for kind, _ in found(said.content))


def _hold_to_the_outbox(office: Office, where: str) -> None:
    """What it wrote for the partner's channel, to go out later, holds nothing of ours."""
    for payload, picture in office.ask(
        "SELECT payload, picture FROM outbox WHERE audience = 'shared'"
    ):
        words = found(f"{payload} {picture}")
        assert not any(kind == "i" for kind, _ in words), (where, payload)


def _newest_entry(office: Office) -> tuple[int, str]:
    [newest] = office.ask("SELECT rowid, action FROM audit ORDER BY rowid DESC LIMIT 1")
    return int(newest[0]), str(newest[1])


def _rows(office: Office) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is stored, but for the trail that refusals are written to."""
    kept = [name for name in metadata.tables if name not in NOT_LOOKED_AT]
    return {name: office.ask(f'SELECT * FROM "{name}"') for name in kept}
