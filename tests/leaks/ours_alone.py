"""What only we keep of a partner, or what no flow would make here."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.rules.audience import Audience
from storage import audit
from storage.confirm_links import ConfirmLink
from storage.consents import Consent
from storage.disagreements import TOPIC, Disagreement
from storage.health import HealthSnapshot
from storage.outbox import OutboxState
from storage.partners import Partner
from storage.people import Person, Side
from storage.pulses import Pulse, PulseAnswer
from storage.workspaces import Workspace
from tests.factories import NOW, TODAY, make_nudge, make_outbox
from tests.leaks.ledgers import SHARED_OF, TS, Ledger
from tests.leaks.marks import mark


def add(
    session: Session,
    held: Ledger,
    workspace: Workspace,
    partner: Partner,
    people: dict[str, Person],
) -> None:
    """Add what only we keep, or that has no flow to make it here."""
    owner = people["owner"]
    scope: dict[str, Any] = {"workspace_id": workspace.id, "partner_id": partner.id}
    pulse = Pulse(**scope, quarter="2026-Q4", asked_by=owner.id, asked_at=NOW)
    session.add(pulse)
    session.flush()
    held.put("pulse", pulse)
    for side in Side:
        who = owner if side is Side.OURS else people["member"]
        session.add(
            PulseAnswer(
                **scope, pulse_id=pulse.id, person_id=who.id, side=side, score=2,
                word="x", answered_at=NOW,
            )
        )  # fmt: skip
        session.add(Consent(**scope, side=side, given_by=owner.id, given_at=NOW))
    link = ConfirmLink(
        **scope,
        kickoff_id=held["kickoff"],
        token_hash="x" + held.letter,
        made_by=owner.id,
        made_at=NOW,
        expires_at=NOW + timedelta(days=9),
        role=mark("s", held.letter),
        reason=mark("s", held.letter),
    )
    session.add(link)
    held.put("link", link)
    session.add(
        Disagreement(
            **scope,
            subject_kind=TOPIC,
            subject_id=held["kickoff"],
            title=f"On {mark('s', held.letter)}",
            ours=mark("s", held.letter),
            theirs=mark("s", held.letter),
            opened_at=NOW,
            outcome=mark("s", held.letter),
        )
    )
    snapshot = HealthSnapshot(
        **scope,
        taken_on=TODAY - timedelta(days=1),
        score=30,
        band="red",
        explained={"proposal": {
            "now": "active", "stage": "at_risk", "reasons": [mark("i", held.letter)]
        }, "measured": {}},
        taken_at=NOW - timedelta(days=1),
    )  # fmt: skip
    session.add(snapshot)
    session.flush()
    held.put("snapshot", snapshot)
    audit.record(
        session,
        workspace_id=workspace.id,
        now=NOW,
        actor=str(owner.id),
        action="settings.changed",
        subject=("partner", partner.id),
        before={"words": mark("i", held.letter)},
        after={"words": mark("i", held.letter)},
    )
    _posts(session, held, workspace, people)


def _posts(session: Session, held: Ledger, workspace: Workspace, people: dict[str, Person]) -> None:
    """Add what was written to our people before: in each channel, and to the owner."""
    places: dict[str, dict[str, Any]] = {
        name: {"channel_id": row_id, "slack_channel_id": name}
        for name, row_id in held.ids.items()
        if name.startswith("C0") and name not in SHARED_OF.values()
    }
    if held.letter == "a":
        places["D"] = {"person_id": people["owner"].id, "slack_channel_id": "D0OWNER"}
    for where in places.values():
        words = mark("i", held.letter)
        sent = make_outbox(
            session,
            workspace,
            audience=Audience.INTERNAL,
            rule="daily" if "person_id" in where else "slip",
            payload={"text": words, "blocks": []},
            picture={"kind": "trend", "title": words},
            state=OutboxState.SENT,
            slack_ts=TS,
            finished_at=NOW,
            **where,
        )
        for kind, name in (("goal", "goal"), ("commitment", "commitment")):
            make_nudge(
                session,
                workspace,
                subject=(kind, held[name]),
                outbox=sent,
                recipient=people["owner"],
                rule="slip" if kind == "goal" else "late",
            )
