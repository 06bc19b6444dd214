"""Templates to text. Every value is escaped here, so no caller has to remember to."""

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.rules.dates import day_words

WHOLE_FROM = 1000  # from here on the cents of a computed amount tell nobody anything
_TEMPLATES = Path(__file__).parent / "templates"
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_SLACK_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,20}")
# Slack reads these as formatting; a full-width or look-alike twin reads the same to people.
_LOOKALIKES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
)
_EMOJI = re.compile(r":(?=[A-Za-z0-9_+'-]+:)")
_BROADCAST = re.compile(r"@(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_LINKED = re.compile(r"(?<=[A-Za-z]):(?=//)|(?<=mailto):|(?<=www)\.", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_BLANK_LETTER = "\u3164"  # a Hangul letter that shows nothing


class Safe(str):
    """Text that is already mrkdwn: made by us, every value in it escaped."""

    __slots__ = ()


def plain(text: str) -> str:
    """Return ``text`` on one line without invisible or direction-changing characters.

    For plain_text fields, which Slack does not read as mrkdwn.
    """
    # Nearly every text is printable as a whole: then there is nothing to look for in it.
    clear = text.isprintable() and _BLANK_LETTER not in text
    return " ".join((text if clear else _visible(text)).split())


def _visible(text: str) -> str:
    return "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in text
        if unicodedata.category(char) not in {"Cf", "Co", "Cs", "Cn"} and char != _BLANK_LETTER
    )


def escape(text: str) -> Safe:
    """Return ``text`` so that Slack shows it as typed: no mention, link, emoji or formatting."""
    if isinstance(text, Safe):
        return text
    quiet = _EMOJI.sub("꞉", plain(text))
    quiet = _BROADCAST.sub("@" + _WORD_JOINER, quiet)
    # Slack links bare addresses even in verbatim text on some clients.
    quiet = _LINKED.sub(lambda found: found.group() + _WORD_JOINER, quiet)
    return Safe(quiet.translate(_LOOKALIKES))


def cut(text: str, limit: int) -> str:
    """Return ``text``, or its beginning and an ellipsis, in at most ``limit`` characters.

    Never ends inside an escaped character or a mention.
    """
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    kept = re.sub(r"&[a-z]{0,3}$", "", kept)
    if kept.rfind("<") > kept.rfind(">"):
        kept = kept[: kept.rfind("<")]
    return kept.rstrip() + "…"


def mention(slack_user_id: str | None) -> Safe:
    """Return a mention, or "nobody yet"; anything that is no Slack user id is shown as text."""
    if slack_user_id is None:
        return Safe("nobody yet")
    if _SLACK_USER.fullmatch(slack_user_id):
        return Safe(f"<@{slack_user_id}>")
    return escape(slack_user_id)


def channel(slack_channel_id: str) -> Safe:
    """Return a channel link; anything that is no Slack channel id is shown as text."""
    if _SLACK_CHANNEL.fullmatch(slack_channel_id):
        return Safe(f"<#{slack_channel_id}>")
    return escape(slack_channel_id)


def day(value: date) -> Safe:
    """Return a date as people say it: "Thu 5 Mar 2026"."""
    return Safe(day_words(value))


def when(value: datetime) -> Safe:
    """Return an instant that Slack shows in the reader's own time zone."""
    fallback = f"{value:%Y-%m-%d %H:%M} UTC"
    return Safe(f"<!date^{int(value.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>")


def number(value: Decimal, unit: str = "count") -> Safe:
    """Return a number with its unit: "12,500 USD", "4", "12.5 %"."""
    digits = f"{value.quantize(Decimal('0.01')).normalize():,f}"
    if unit == "count":
        return Safe(digits)
    return Safe(f"{digits} %") if unit == "percent" else Safe(f"{digits} {escape(unit)}")


def rough(value: Decimal, unit: str, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    """Return a computed figure as finely as it tells anything.

    Counts are whole, percents have one decimal, and large amounts no cents. What people or
    records report is shown as it is, never through this.
    """
    if unit == "percent":
        return value.quantize(Decimal("0.1"), rounding)
    if unit == "count" or abs(value) >= WHOLE_FROM:
        return value.quantize(Decimal(1), rounding)
    return value


def link(url: str, text: str) -> Safe:
    """Return a link we made; a URL that could break out of it is shown as text."""
    if url.startswith("https://") and not re.search(r"[<>|\s]", url):
        return Safe(f"<{url.replace('&', '&amp;')}|{escape(text)}>")
    return escape(text)


def _finalize(value: Any) -> Any:
    if isinstance(value, Safe) or not isinstance(value, str):
        return value
    return escape(value)


@cache
def _environment() -> Environment:
    # HTML autoescape would show &#39; to people; _finalize escapes what Slack decodes.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(_TEMPLATES),
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters.update(
        mention=mention,
        channel=channel,
        day=day,
        when=when,
        number=number,
        rough=rough,
        link=link,
    )
    return environment


def render(template: str, **values: Any) -> Safe:
    """Return ``messages/templates/<template>.j2`` with every value escaped.

    Raises jinja2.UndefinedError when the template asks for a value that was not given.
    """
    return Safe(_environment().get_template(f"{template}.j2").render(**values).strip())
