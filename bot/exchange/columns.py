"""Which column of a file is which of ours."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.exchange.errors import ExchangeError


@dataclass(frozen=True, slots=True)
class Column:
    """One of our columns: whether a file must have it, and other names it is known by."""

    name: str
    required: bool = False
    also: tuple[str, ...] = ()
    says: str = ""


def folded(name: str) -> str:
    """Return a column's name as it is compared: lower case, words joined by one underscore."""
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def settle(
    ours: tuple[Column, ...], given: Mapping[str, str], theirs: tuple[str, ...]
) -> dict[str, str]:
    """Return our column -> the file's, from the map given and the names both know.

    Raises ExchangeError when a name in the map is unknown or a required column is missing.
    """
    in_file = {folded(name): name for name in theirs if name}
    chosen: dict[str, str] = {}
    for our_name, their_name in given.items():
        column = _ours(ours, our_name)
        if folded(their_name) not in in_file:
            hint = _nearest(their_name, theirs)
            raise ExchangeError(f"The file has no column {their_name!r}.{hint}")
        chosen[column.name] = in_file[folded(their_name)]
    taken = set(chosen.values())
    for column in ours:
        for name in (column.name, *column.also):
            found = in_file.get(folded(name))
            if column.name not in chosen and found is not None and found not in taken:
                chosen[column.name] = found
                taken.add(found)
    missing = [column.name for column in ours if column.required and column.name not in chosen]
    if missing:
        need = " and ".join(missing)
        raise ExchangeError(
            f"The file needs a column for {need}. It has: {', '.join(filter(None, theirs))}. "
            f"Say which is which with --map {missing[0]}=THEIRS."
        )
    return chosen


def _ours(ours: tuple[Column, ...], name: str) -> Column:
    for column in ours:
        if folded(name) in {folded(column.name), *map(folded, column.also)}:
            return column
    names = tuple(column.name for column in ours)
    hint = _nearest(name, names)
    raise ExchangeError(f"There is no column {name!r} to map.{hint} Ours are: {', '.join(names)}.")


def _nearest(name: str, names: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, [each for each in names if each], n=1)
    return f" Did you mean {close[0]!r}?" if close else ""
