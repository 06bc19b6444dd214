"""A rehearsal as a person at the keyboard reads it: who hears what, when there, and why."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from zoneinfo import ZoneInfo

from bot.cli.rehearsal import Going, Idle, Rehearsed
from bot.flows.nudges import rule_words
from bot.flows.people.identity import calendar_of
from bot.flows.people.my_settings import muted_now
from bot.rules.defaults import DEFAULTS, Limits
from bot.rules.kinds import NudgeKind
from messages.internal.daily import LINE
from storage.outbox import OutboxKind, OutboxState
from storage.partners import ChannelKind
from storage.people import Person

MOST_IDLE = 20
MOST_LINES = 14
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")
_DATE = re.compile(r"<!date\^[^|>]*\|([^>]*)>")
_LINK = re.compile(r"<[^|>]*\|([^>]*)>")
_BOLD = re.compile(r"\*([^*\n]+)\*")


def page(found: Rehearsed) -> Iterator[str]:
    """Yield the lines, grouped by reader, the soonest first; the same data give the same lines."""
    yield f"From {_utc(found.begin)} until {_utc(found.end)}{_span(found)}:"
    going = [one for one in found.going if one.letter.row.state is not OutboxState.SKIPPED]
    if not going:
        yield ""
        yield f"Nothing would go out. {_why_nothing(found)}"
    for reader, theirs in _by_reader(going):
        yield ""
        yield reader
        for one in theirs:
            yield from _message(one, found)
    yield from _not_said(found)
    yield from _idle(found)
    yield from _rules(going, found)
    yield ""
    yield _summary(going, found)


def _by_reader(going: Sequence[Going]) -> list[tuple[str, list[Going]]]:
    readers: dict[str, list[Going]] = {}
    for one in going:
        readers.setdefault(_reader(one), []).append(one)
    return sorted(readers.items(), key=lambda pair: (pair[1][0].at, pair[0]))


def _reader(one: Going) -> str:
    _, person, channel, partner = one.letter
    if person is not None:
        return f"{person.name}, direct message"
    if channel is None or partner is None:
        return "nobody"
    whose = "our channel" if channel.kind is ChannelKind.INTERNAL else "the shared channel"
    return f"{partner.name}, {whose} {channel.slack_channel_id}"


def _message(one: Going, found: Rehearsed) -> Iterator[str]:
    row = one.letter.row
    yield f"  {_local(one.at, one.reader)} · {row.rule}{_fate(one, found)}"
    lines = [_plain(line, found) for line in _lines(one)]
    shown = lines[:MOST_LINES]
    yield from (f"    | {line}" for line in shown)
    if len(lines) > len(shown):
        yield f"    | … and {len(lines) - len(shown)} lines more"
    yield f"    why: {row.why.rstrip('.')}."


def _fate(one: Going, found: Rehearsed) -> str:
    row = one.letter.row
    if row.state is OutboxState.HELD:
        return f" · held: {row.reason or 'its channel is paused'}"
    if one.letter.channel is not None and one.letter.channel.paused_reason:
        return f" · held: {one.letter.channel.paused_reason}"
    if row.kind is OutboxKind.UPDATE:
        return " · rewrites a message that stands already"
    since = max(row.created_at, found.begin)
    if row.rule == "daily" or one.at <= since:
        return ""
    whose = f"{one.reader.name}'s" if one.reader else "its reader's"
    return f" · waits until then for {whose} working hours"


def _lines(one: Going) -> list[str]:
    """Return the text line by line; each line of a daily message with the reason it is there."""
    row = one.letter.row
    rules = {str(each.subject_id): each.rule for each in reversed(one.carried)}
    said: list[str] = str(row.payload.get("text", "")).splitlines()
    if row.rule != "daily":
        return [line for line in said if line.strip()]
    lines = said[:1]
    for block in row.payload.get("blocks", []):
        subject = str(block.get("block_id", "")).removeprefix(LINE)
        if subject in rules and "text" in block:
            *title, line = str(block["text"]["text"]).split("\n", 1)
            lines += title
            lines.append(f"  {line} [{_because(rules[subject])}]")
    return lines


def _because(rule: str) -> str:
    return rule_words.about(rule).removeprefix("it was ")


def _plain(text: str, found: Rehearsed) -> str:
    """Return mrkdwn of ours as it reads: names for mentions, no marks, no escapes."""
    named = _MENTION.sub(lambda at: f"@{found.names.get(at[1], at[1])}", text)
    read = _BOLD.sub(r"\1", _LINK.sub(r"\1", _DATE.sub(r"\1", named)))
    return unescape(read).replace("\u2060", "")


def _not_said(found: Rehearsed) -> Iterator[str]:
    skipped = [one for one in found.going if one.letter.row.state is OutboxState.SKIPPED]
    if not found.unsaid and not skipped:
        return
    yield ""
    yield "Not said:"
    for noted in found.unsaid:
        to = f"to {noted.to}: " if noted.to else ""
        yield f"  {to}{noted.reason} [{_because(noted.rule)}]"
    for one in skipped:
        row = one.letter.row
        yield f"  {_reader(one)}: {row.why.rstrip('.')}; not sent: {row.reason or 'settled'}"


def _idle(found: Rehearsed) -> Iterator[str]:
    if not found.idle:
        return
    yield ""
    yield "Who hears nothing, and why:"
    for one in found.idle[:MOST_IDLE]:
        yield f"  {one.person.name}: {_why_idle(one, found)}"
    if len(found.idle) > MOST_IDLE:
        yield f"  and {len(found.idle) - MOST_IDLE} more"


def _why_idle(one: Idle, found: Rehearsed) -> str:
    person, calendar = one.person, calendar_of(one.person)
    today = calendar.local_date(found.end)
    next_one = f"next daily message {_local(one.morning, person)} at the earliest"
    if calendar.is_away(today):
        return f"away until {person.away_to}; {next_one}"
    if calendar.is_holiday(today):
        return f"a holiday in {person.country}; {next_one}"
    if not calendar.is_working_day(today):
        return f"a day off; {next_one}"
    if person.last_daily_on is None or person.last_daily_on < today:
        return f"the daily message is not due yet; {next_one}"
    left_out = [kind.words.lower() for kind in NudgeKind if kind in muted_now(person, found.end)]
    muted = f", leaving out {', '.join(left_out)}" if left_out else ""
    waits = f"; {one.waiting} things wait for a later day" if one.waiting else ""
    return f"nothing new is on them{muted}{waits}"


def _why_nothing(found: Rehearsed) -> str:
    if found.stopped:
        return f"Stopped, since Slack takes its token no more: {', '.join(found.stopped)}."
    if not found.idle:
        return "Nobody of ours is known in Slack yet."
    soonest = min(found.idle, key=lambda one: (one.morning, one.person.name))
    return (
        "What is open was said within its week or waits for a morning; the next daily message "
        f"can come to {soonest.person.name}, {_local(soonest.morning, soonest.person)}."
    )


def _rules(going: Sequence[Going], found: Rehearsed) -> Iterator[str]:
    if not going:
        return
    yield ""
    yield "The rules they go by:"
    for rule, its in sorted(_at_work(going, found).items()):
        yield f"  {rule}: {rule_words.rule(rule, its)}"
    yield (
        "  each: looked at again right before it goes; not sent when it was answered meanwhile, "
        "is too old by then, or its channel is no longer ours alone."
    )


def _at_work(going: Sequence[Going], found: Rehearsed) -> dict[str, Limits]:
    """Return the rules of the messages and of their lines, each with its workspace's numbers."""
    at_work: dict[str, Limits] = {}
    for one in going:
        row = one.letter.row
        steps = (rule_words.family(each.rule) for each in one.carried)
        for rule in (row.rule, *(step for step in steps if step)):
            at_work.setdefault(rule, found.limits.get(row.workspace_id, DEFAULTS))
    return at_work


def _summary(going: Sequence[Going], found: Rehearsed) -> str:
    in_time = sum(one.at <= found.end for one in going)
    later = len(going) - in_time
    more = f", {later} would wait longer" if later else ""
    unsaid = len(found.unsaid) + len(found.going) - len(going)
    silent = f"; {unsaid} would not, for the reasons above" if unsaid else ""
    return f"{in_time} messages would go until {_utc(found.end)}{more}{silent}."


def _span(found: Rehearsed) -> str:
    return ", that instant alone" if found.begin == found.end else ""


def _utc(at: datetime) -> str:
    return f"{at:%a} {at.day} {at:%b %Y %H:%M} UTC"


def _local(at: datetime, person: Person | None) -> str:
    zone = calendar_of(person).zone if person else "UTC"
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%a} {there.day} {there:%b %H:%M} {zone}"
