"""The pages an installation ends on: one sentence of what is, one of what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

# The address holds a code and a state: nothing may keep it or pass it on.
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "X-Content-Type-Options": "nosniff",
    }
)
_STYLE = "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem}"


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser is shown."""

    status: int
    html: str


def _page(status: int, title: str, words: str, *, again: bool = True) -> Page:
    link = '<p><a href="/slack/install">Start again</a></p>' if again else ""
    return Page(
        status,
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1><p>{escape(words)}</p>{link}</html>\n",
    )


def installed(name: str) -> Page:
    """Say where it is installed now, and how to begin."""
    return _page(
        200,
        "Installed",
        f"The bot is in {name} now. In Slack, invite it to a partner's channel and type "
        "/partner add. You can close this page.",
        again=False,
    )


DENIED = _page(403, "Not installed", "Nobody allowed the app in Slack, so nothing was changed.")
EXPIRED = _page(
    400,
    "This link is over",
    "It is older than ten minutes, was used before, or began in another browser. "
    "Nothing was changed; what was installed stays installed.",
)
BAD_CODE = _page(
    400, "Slack did not take the code", "It was used before or is too old. Nothing was changed."
)
WRONG_APP = _page(
    500,
    "The bot is set up for another app",
    "Slack's answer does not fit SLACK_CLIENT_ID and SLACK_CLIENT_SECRET. Whoever runs the bot "
    "has to compare them with the app's Basic Information page. Nothing was changed.",
    again=False,
)
NO_ANSWER = _page(
    502,
    "Slack did not finish",
    "Slack did not confirm the installation. Please try once more in a minute.",
)
BUSY = _page(503, "Too many at once", "Please try again in ten minutes.", again=False)
