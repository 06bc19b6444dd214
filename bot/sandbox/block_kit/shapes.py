"""The shapes payloads are checked against; each check yields sentences with a pointer."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.sandbox.entities import Json
from bot.sandbox.state import State

Surface = Literal["message", "modal", "home"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a payload a value stands, on which surface, in which world."""

    state: State
    surface: Surface
    pointer: str

    def at(self, *steps: str | int) -> "Place":
        """Return the place some steps further in."""
        inner = "".join(f"/{step}" for step in steps)
        return Place(self.state, self.surface, self.pointer + inner)

    def says(self, words: str) -> str:
        """Return a sentence that points here."""
        return f"{words} [json-pointer:{self.pointer}]"


Check = Callable[[Any, Place], Iterator[str]]


def text(most: int, least: int = 1) -> Check:
    """Return a check for a string of so many characters."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if not isinstance(value, str):
            yield place.says("must provide a string")
        elif len(value) > most:
            yield place.says(f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield place.says(f"must be more than {least - 1} characters")

    return check


def matching(pattern: str, words: str) -> Check:
    """Return a check for a string of a pattern."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield place.says(words)

    return check


def flag(value: Any, place: Place) -> Iterator[str]:
    """Check for true or false."""
    if not isinstance(value, bool):
        yield place.says("must provide a boolean")


def whole(least: int, most: int) -> Check:
    """Return a check for a whole number between bounds."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield place.says("must provide an integer")
        elif not least <= value <= most:
            yield place.says(f"must be between {least} and {most}")

    return check


def amount(*, positive: bool = False) -> Check:
    """Return a check for a number."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield place.says("must provide a number")
        elif positive and value <= 0:
            yield place.says("must be greater than 0")

    return check


def one_of(*words: str) -> Check:
    """Return a check for one of some words."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if value not in words:
            yield place.says(f"must be one of: {', '.join(words)}")

    return check


def items(check_item: Check, most: int, least: int = 1) -> Check:
    """Return a check for a list of so many."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if not isinstance(value, list):
            yield place.says("must provide an array")
            return
        if len(value) > most:
            yield place.says(f"no more than {most} items allowed")
        if len(value) < least:
            yield place.says(f"no fewer than {least} items allowed")
        for index, item in enumerate(value):
            yield from check_item(item, place.at(index))

    return check


def shape(
    needs: Mapping[str, Check] | None = None,
    takes: Mapping[str, Check] | None = None,
    *more: Check,
) -> Check:
    """Return a check for an object with these fields and no others (`type` is free).

    ``more`` are checks of the object as a whole, made once its fields are right.
    """
    required, optional = needs or {}, takes or {}
    known = {**optional, **required}

    def check(value: Any, place: Place) -> Iterator[str]:
        if not isinstance(value, dict):
            yield place.says("must provide an object")
            return
        wrong = list(_fields(value, place, required, known))
        yield from wrong
        if not wrong:
            for whole_check in more:
                yield from whole_check(value, place)

    return check


def _fields(
    value: Json, place: Place, required: Collection[str], known: Mapping[str, Check]
) -> Iterator[str]:
    for name in required:
        if value.get(name) is None:
            yield place.says(f"missing required field: {name}")
    for name, held in value.items():
        if name == "type" or (held is None and name not in required):
            continue
        if name not in known:
            yield place.says(f"invalid additional property: {name}")
        elif held is not None:
            yield from known[name](held, place.at(name))


def by_type(kinds: Mapping[str, Check], allowed: Collection[str] | None = None) -> Check:
    """Return a check that goes by the object's `type`, one of those ``allowed`` here."""

    def check(value: Any, place: Place) -> Iterator[str]:
        if not isinstance(value, dict):
            yield place.says("must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            yield place.says("missing required field: type")
        elif kind not in kinds or (allowed is not None and kind not in allowed):
            yield place.says(f"unsupported type: {kind}")
        else:
            yield from kinds[kind](value, place)

    return check


def anything(value: Any, place: Place) -> Iterator[str]:  # noqa: ARG001 - a check's shape
    """Check nothing."""
    yield from ()
