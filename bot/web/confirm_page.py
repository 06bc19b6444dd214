"""A kickoff as a page of HTML: what both sides may read, and the form."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from bot.flows.kickoff.link_answers import LONGEST_NAME, LONGEST_REASON, Shown, Typed
from messages.render import day, number, plain
from storage import people

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "confirm.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# The address is the key: nothing may keep it, pass it on, or list it.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    }
)
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the form's fields, and what was wrong with it."""

    name: str = ""
    role: str = ""
    reason: str = ""
    accepted: frozenset[UUID] = frozenset()
    error: str = ""

    @classmethod
    def of(cls, typed: Typed, error: str) -> "Filled":
        """Return the form as it was sent, with what to put right."""
        return cls(typed.name, typed.role, typed.reason, typed.accepted, error)


def kickoff(shown: Shown, names: Mapping[str, str], filled: Filled, *, mark: str) -> str:
    """Return the page; once it was answered it has no form."""
    return (
        _environment()
        .get_template("confirm.html")
        .render(
            page=shown.page,
            link=shown.link,
            seen=shown.seen,
            answered_by=shown.answered_by,
            filled=filled,
            mark=mark,
            words=partial(as_words, names=names),
            style=_STYLE,
            most={"name": LONGEST_NAME, "reason": LONGEST_REASON},
        )
    )


def names(session: Session, shown: Shown) -> dict[str, str]:
    """Return the names of the people whom the page mentions, by Slack id."""
    page = shown.page
    said = [*(text for line in page.topics for _, text in line.facts)]
    said += [line.owner for line in page.topics]
    said += [line.owner for line in page.goals]
    said += [line.owner for line in page.promises]
    said += [text for _, text in page.people]
    ids = {found for text in said for found in re.findall(r"<@([A-Z0-9]+)>", text)}
    rows = (
        people.of_slack_id(
            session, workspace_id=shown.link.workspace_id, slack_user_id=slack_user_id
        )
        for slack_user_id in ids
    )
    return {row.slack_user_id: row.name for row in rows if row is not None and row.slack_user_id}


def as_words(text: str, names: Mapping[str, str]) -> str:
    """Return what Slack would show for a text of ours: names for mentions, words for links."""
    shown = _MARKUP.sub(lambda found: _shown(found, names), text)
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(entity, char)
    return shown


def _shown(found: re.Match[str], names: Mapping[str, str]) -> str:
    target, label = found.group(1), found.group(2)
    if target.startswith("@"):
        return names.get(target[1:], "somebody")
    return f"{label} ({target})" if label and target.startswith("https://") else label or ""


def _lines(text: str) -> str:
    """Return what somebody typed, line by line, without invisible or turning characters."""
    return "\n".join(plain(line) for line in text.splitlines())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=day, number=number, plain=plain, lines=_lines)
    return environment


DEAD = _environment().get_template("confirm_dead.html").render(style=_STYLE)
