"""How the bot is doing, as numbers, in the text format that Prometheus reads.

Counted in the database, so that every replica says the same. No name and no text is in it.
Source: https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from storage import figures, nudge_quality
from storage.outbox import OutboxState

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOK_BACK = timedelta(days=90)
Sample = tuple[Mapping[str, str], float]


def text(session: Session, *, now: datetime, wall: datetime) -> str:
    """Return every number; ``now`` is the bot's time, ``wall`` the one leases are in."""
    return "".join([*_outbox(session, now), *_leases(session, wall), *_nudges(session, now)])


def _outbox(session: Session, now: datetime) -> Iterator[str]:
    counts = figures.outbox_by_state(session)
    yield _metric(
        "partner_bot_outbox_messages",
        "Messages in the outbox, by state.",
        [({"state": state.value}, count) for state, count in counts.items()],
    )
    yield _metric(
        "partner_bot_outbox_unknown",
        "Messages whose answer from Slack was lost and is not found out yet.",
        [({}, counts[OutboxState.UNKNOWN])],
    )
    yield _metric(
        "partner_bot_outbox_failed",
        "Messages that Slack refused for good.",
        [({}, counts[OutboxState.FAILED])],
    )
    oldest = figures.oldest_due(session, now=now)
    yield _metric(
        "partner_bot_outbox_oldest_due_seconds",
        "How long the oldest message that is due has waited.",
        [({}, 0 if oldest is None else (now - oldest).total_seconds())],
    )


def _leases(session: Session, wall: datetime) -> Iterator[str]:
    held = [
        ({"workspace": str(workspace_id)}, (until - wall).total_seconds())
        for workspace_id, until in figures.leases(session)
    ]
    yield _metric(
        "partner_bot_lease_left_seconds",
        "Until the process that sends for a workspace has to renew its lease; below 0 it died.",
        held,
    )


def _nudges(session: Session, now: datetime) -> Iterator[str]:
    yield _metric(
        "partner_bot_nudges",
        "Nudges ever written, by rule and by how they ended.",
        [
            ({"rule": rule, "action": action}, count)
            for rule, action, count in figures.nudges_by_rule_and_action(session)
        ],
    )
    seen = nudge_quality.seen(session, since=now - LOOK_BACK)
    rules, partners = nudge_quality.by_rule_and_partner(seen)
    for label, found in (
        ("rule", rules),
        ("partner", {str(partner_id): one for partner_id, one in partners.items()}),
    ):
        ordered = sorted(found.items())
        yield _metric(
            f"partner_bot_nudges_answered_ratio_by_{label}",
            "Share of the nudges of 90 days that somebody answered.",
            [({label: key}, one.answered / one.sent) for key, one in ordered],
        )
        yield _metric(
            f"partner_bot_nudge_answer_median_seconds_by_{label}",
            "Median time from a nudge of 90 days to its answer.",
            [
                ({label: key}, one.median.total_seconds())
                for key, one in ordered
                if one.median is not None
            ],
        )


def _metric(name: str, meaning: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {meaning}", f"# TYPE {name} gauge"]
    lines += [f"{name}{_labels(labels)} {value:.10g}" for labels, value in samples]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = [f'{name}="{_escaped(value)}"' for name, value in labels.items()]
    return f"{{{','.join(pairs)}}}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
