"""The rules that send messages, and what became of them, in plain words."""

from bot.rules.defaults import Limits
from bot.rules.endings import Ending
from bot.rules.pace import Band

_RULES = {
    "slip": (
        "an agreed number is judged at each new reading. When its band gets worse, its owner "
        "hears of it in the partner's internal channel, the same fact once in {fact} days at most."
    ),
    "late": (
        "a late promise climbs by working days: its owner hears after {ladder[0]}, the partner's "
        "channel after {ladder[1]}, the partner's owner after {ladder[2]}, the named sponsor "
        "after {ladder[3]}. Any answer stops that."
    ),
    "daily": (
        "one message a day at most, in the morning of your working days, and only if there is "
        "something new for you: what we owe, what they owe us, numbers off pace, people gone "
        "quiet, reviews coming up, kickoffs and open topics, partners awake again."
    ),
    "ask": (
        "a number that is overdue is asked for in the daily message, {asks} times at most; then "
        "the partner's owner hears of it once."
    ),
    "handed_to_you": "whoever gets a promise or a number from somebody else hears of it at once.",
    "departed": "what people who are gone still owned goes to the partner's owner, told of once.",
    "put_off": "what you put off until later the same day comes again then.",
    "asked": "whoever somebody else wrote a promise down for is asked once whether it is right.",
    "settled": "a message that asked for something is rewritten once somebody answered it.",
    "recovered": "a message about a number is rewritten once the number has got better for good.",
    "channel_paused": "the owner of a channel that can no longer be written to hears of it once.",
    "channel_cleared": "what I wrote in a channel is deleted once its owner asks for it.",
    "forbidden": "an admin hears once a day of what Slack does not let me do.",
    "given_up": "an admin hears once a day of messages that Slack does not take.",
    "handed_over": "what was meant for somebody who is gone goes to the partner's owner.",
    "kickoff_summary": "what a kickoff wrote down goes to the partner's channels once it is done.",
    "kickoff_changed": "the owner hears when the partner changes or declines something.",
    "kickoff_confirmed": "the owner hears once when the partner confirms their half.",
    "kickoff_settled": "a message that asked for a kickoff is rewritten once that is settled.",
    "kickoff_link": "the owner hears when somebody answers the kickoff by a link.",
    "goal_asked": "a number is put to the partner in the shared channel, once.",
    "goal_answered": "the owner hears when the partner agrees to a number, or declines it.",
    "goal_closed": "a partner who agreed to a number is told in the shared channel how it ended.",
    "pulse": "one question a quarter goes to the shared channel.",
    "pulse_answered": "the owner hears what the partner's people answered to it.",
    "consent_asked": "the partner is asked whether to be reminded in the shared channel.",
    "partner_company": (
        "the owner is asked once which company a partner is, where several are in its channel."
    ),
    "partner_week": (
        "what is open on both sides is named in the shared channel once a week at most, by the "
        "yes of both."
    ),
}
_REVIEWS = (
    "around a review: missing numbers {chase} days before it, a draft to the owner {draft} days "
    "before, the summary in the channel {summary} before, and new promises asked for after it."
)
_ABOUT = {
    "agree": "its target was to be agreed with the partner",
    "ask": "its newest number was asked for",
    "ask_unanswered": "nobody had answered with a number, so the partner's owner was told",
    "due_soon": "it was due soon",
    "late_still": "it was still late",
    "late_owner": "it was late: a first reminder",
    "late_owner_new_date": "it was late: asked in the channel for a new date or what blocks it",
    "late_partner_owner": "it was late: told to the partner's owner",
    "late_sponsor": "it was late: told to the sponsor",
    "over": "its time was over, so it was asked once how it ended",
    "blocked": "it had been blocked for some time",
    "quiet": "nobody had spoken with them for long",
    "qbr": "the review was near",
    "partner_week": "it stood in the weekly reminder in the shared channel",
    "kickoff_first": "a kickoff was due",
    "kickoff_last": "a kickoff was overdue",
    "topic_due": "an open topic was past its date",
    "bought_in": "the partner seemed to hold back",
    "awake": "a parked partner was awake again",
}
_BANDS = {
    Band.AT_RISK: "its number fell a little behind its pace",
    Band.OFF_TRACK: "its number fell far behind its pace",
    Band.MISSED: "its target was missed",
}
_DID = {
    "reading": "the number was updated",
    "comment": "commented",
    "commented": "commented",
    "moved": "got a new date",
    "dropped": "given up",
    "agreed": "agreed by both sides, written down",
    "not aligned": "known to differ, written down",
    "recovered": "back on pace",
    "improved": "less far behind than it was",
    "reassigned": "handed over",
    "settled": "answered",
    "goal_answered": "answered by the partner",
} | {ending.answer: f"closed as {ending.words}" for ending in Ending}


def rule(name: str, its: Limits) -> str:
    """Return a message's rule as one sentence without a capital, with the workspace's numbers."""
    if name.startswith("qbr"):
        return _REVIEWS.format(
            chase=its.qbr_chase_days, draft=its.qbr_draft_days, summary=_days(its.qbr_summary_days)
        )
    known = _RULES.get(family(name) or name, f"{name.replace('_', ' ')}.")
    return known.format(fact=its.same_fact_days, ladder=its.ladder_days, asks=its.reading_asks)


def family(name: str) -> str | None:
    """Return the rule that ``name`` is a step of, such as "late"; None where it is a plain fact."""
    if name in _RULES:
        return name
    first = name.split("_", 1)[0]
    return first if first in _RULES else None


def about(name: str) -> str:
    """Return what a nudge said of its subject: "its number fell far behind its pace"."""
    band = band_of(name)
    if band is not None:
        return _BANDS[band]
    return _ABOUT.get(name, name.replace("_", " "))


def band_of(name: str) -> Band | None:
    """Return the band that a nudge about a number names; None for every other nudge."""
    kind, _, rest = name.partition("_")
    return Band(rest) if kind in {"slip", "pace"} and rest in _BANDS else None


def did(action: str | None) -> str:
    """Return how a nudge was answered: "the number was updated"."""
    return _DID.get(action or "settled", action or "answered")


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"
