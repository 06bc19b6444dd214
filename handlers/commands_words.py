"""A command's text, read forgivingly: whom it names, when, how much, and about what."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.flows.errors import Refusal
from handlers.commands_dates import HOW_TO_DATE, day, number
from messages.words import as_words

_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,20})(?:\|[^>]*)?>")
_UNKNOWN = re.compile(r"^(@[\w.-]+)")
_LINK = re.compile(r"<(https?://[^>|]*)(?:\|[^>]*)?>")
_AS_OF = re.compile(r"\s+(?:as of|as at|as-of|on|per|at)\s+(?=\S)", re.IGNORECASE)
_BY = re.compile(r"(?:^|\s+)(?:by|until|till|due|before)\s+(?=\S)", re.IGNORECASE)
_TO = re.compile(r"\s*(?:->|→|\bto\b)\s*", re.IGNORECASE)
_THEIRS = re.compile(r"^(?:they will|they'll|theirs?:?|partner:)\s+", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?:^|[\s:=])(?P<amount>[$€£]?\s?[+-]?\d[\d,.'\u00a0]*(?:\s?(?:%|[km](?![a-z])))?)"
    r"\s*(?P<unit>[A-Za-z]{3}|percent)?$",
    re.IGNORECASE,
)
LOG_EXAMPLE = "/partner log Acme won value 42,000 as of 2026-11-20"
GOAL_EXAMPLE = "/partner goal Acme won value 0 to 100,000 USD by 31 Dec"
CLOSE = "close"
MOVE_EXAMPLE = "/partner move 2 Friday"


def decoded(text: str) -> str:
    """Return command text as it was typed: Slack encodes exactly these three characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@dataclass(frozen=True, slots=True)
class Promise:
    """What ``commit`` says; no due date means that it has to be asked for."""

    title: str
    owner: str | None  # Slack user id
    theirs: bool
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Logged:
    """What ``log`` says; an empty metric is the only one there is."""

    metric: str
    value: Decimal
    unit: str
    as_of: date


@dataclass(frozen=True, slots=True)
class Target:
    """What ``goal`` says."""

    metric: str
    baseline: Decimal
    target: Decimal
    unit: str
    due_on: date


def mention(text: str) -> tuple[str | None, str]:
    """Return the first mentioned Slack user id, and the text without it."""
    found = _MENTION.search(text)
    if found is None:
        return None, text
    return found[1], f"{text[: found.start()]} {text[found.end() :]}".strip()


def promise(words: str, today: date) -> Promise:
    """Read "@nadia send the deck by Friday". Raises Refusal for somebody Slack does not know.

    A day that cannot be read is left for a modal to ask for.
    """
    owner, rest = mention(_LINK.sub(r"\1", words))
    unknown = _UNKNOWN.match(rest)
    if owner is None and unknown is not None:
        raise Refusal(f"I don't know who {unknown[1]} is. Choose a name from Slack's own list.")
    theirs = _THEIRS.search(rest)
    title, due_on = rest[theirs.end() :] if theirs else rest, None
    splits = list(_BY.finditer(title))
    if splits:
        last = splits[-1]
        due_on = _day_or_none(title[last.end() :], today)
        if due_on is not None:
            title = title[: last.start()]
    title = re.sub(
        r"^(?:will|to)\s+", "", " ".join(as_words(title, {}).split()), flags=re.IGNORECASE
    )
    return Promise(title, owner, theirs is not None, due_on)


def logged(words: str, today: date) -> Logged:
    """Read "won value 42,000 as of 2026-11-20". Raises Refusal with an example."""
    text, as_of = decoded(words), today
    splits = list(_AS_OF.finditer(text))
    if splits:
        last = splits[-1]
        as_of = day(text[last.end() :], today, back=True)
        text = text[: last.start()]
    found = _AMOUNT.search(text)
    value = number(found["amount"]) if found else None
    if found is None or value is None:
        raise Refusal(f"I can't find a number in that. Try: {LOG_EXAMPLE}")
    metric = text[: found.start()].strip(" :=")
    return Logged(metric, value, _unit(found), as_of)


def target(words: str, today: date) -> Target:
    """Read "won value 0 to 100,000 USD by 31 Dec". Raises Refusal with an example."""
    text = decoded(words)
    splits = list(_BY.finditer(text))
    if not splits:
        raise Refusal(f"Say by when it is to be reached. Try: {GOAL_EXAMPLE}")
    due_on = day(text[splits[-1].end() :], today)
    left, *rest = _TO.split(text[: splits[-1].start()])
    reached = _AMOUNT.search(" " + (rest[-1] if rest else left))
    end = number(reached["amount"]) if reached else None
    if reached is None or end is None:
        raise Refusal(f"I can't find the target in that. Try: {GOAL_EXAMPLE}")
    begun = _AMOUNT.search(left) if rest else None
    baseline = number(begun["amount"]) if begun else Decimal(0)
    metric = left[: begun.start()] if begun else (left if rest else left[: reached.start()])
    return Target(metric.strip(" :="), baseline or Decimal(0), end, _unit(reached), due_on)


def closing(words: str, today: date) -> tuple[bool, str]:
    """Say whether "close won value" means to close a goal, and return the words left.

    A metric may begin with the word: "close rate 20 to 30 % by 31 Dec" is a new goal.
    """
    first, _, rest = words.partition(" ")
    if first.lower() != CLOSE:
        return False, words
    try:
        target(words, today)
    except Refusal:
        return True, rest.strip()
    return False, words


def moved(words: str, today: date) -> tuple[str, date]:
    """Read "2 Friday" or "the deck to 1 Dec": what is moved, and to when."""
    parts = decoded(words).split()
    for start in range(1, len(parts)):
        found = _day_or_none(" ".join(parts[start:]), today)
        if found is not None:
            what = parts[:start]
            while what and what[-1].lower() in {"to", "until", "till", "by"}:
                what.pop()
            return " ".join(what), found
    raise Refusal(f"Say what to move, and to when. Try: {MOVE_EXAMPLE}. {HOW_TO_DATE}")


def _day_or_none(typed: str, today: date) -> date | None:
    try:
        return day(typed, today)
    except Refusal:
        return None


def _unit(found: re.Match[str]) -> str:
    amount = found["amount"]
    for sign in "$€£%":
        if sign in amount:
            return sign
    return found["unit"] or ""
