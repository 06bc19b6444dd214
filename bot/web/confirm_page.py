"""A kickoff as a page of HTML: what both sides may read, and the form."""

import base64
import hashlib
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
from messages.words import as_words, mentioned
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
            today=shown.today,
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
    known = people.of_slack_ids(
        session, workspace_id=shown.link.workspace_id, slack_user_ids=mentioned(said)
    )
    return {slack_user_id: person.name for slack_user_id, person in known.items()}


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
