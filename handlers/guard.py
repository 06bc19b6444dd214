"""Around every listener: who may not is refused, and a fault becomes a reference to name."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime

from bot.flows.actors import Actor
from bot.flows.errors import NotAllowed, Refusal
from handlers.call import Call
from handlers.registry import Entry, Kind, Registry
from handlers.way_back import UnansweredError
from messages import answers
from messages.audience import SharedMessage
from storage import audit
from storage.database import Database
from storage.undone import anew

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Guard:
    """Runs a listener for whom it is meant, and answers for it where it cannot."""

    registry: Registry
    database: Database

    def run(self, entry: Entry, call: Call) -> None:
        """Run one listener: a refusal becomes its sentence, a fault becomes a reference."""
        no = call.let_in(entry.who)
        if no is not None:
            self._note_refusal(entry, call.actor, call.now)
            ours = call.actor.is_internal
            _say(call, answers.no(no.sentence) if ours else answers.refused())
            return
        try:
            anew(lambda: entry.run(call), unless=lambda: call.committed or call.answered)
            self._refresh_home(call)
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed):
                self._note_refusal(entry, call.actor, call.now)
            _refuse(call, refusal)
        except UnansweredError as unanswered:
            # Slack's own mark at the button is the one answer left; "nothing was changed" is not.
            log.warning(
                "could not answer", extra={"listener": entry.name, "error": str(unanswered)}
            )
            raise
        except Exception:
            reference = secrets.token_hex(4)
            log.exception(
                "listener failed",
                extra={"reference": reference, "kind": entry.kind, "listener": entry.name},
            )
            _say(call, answers.trouble(reference))

    def _refresh_home(self, call: Call) -> None:
        """Draw Home anew after one of its buttons, and after what came of a modal over it."""
        home = self.registry.find(Kind.EVENT, "app_home_opened")
        if home is not None and call.outdates_home and not call.home_drawn:
            home.run(call)

    def _note_refusal(self, entry: Entry, actor: Actor, now: datetime) -> None:
        with self.database.within(actor.workspace_id).transaction() as session:
            audit.record(
                session,
                workspace_id=actor.workspace_id,
                now=now,
                actor=actor.label,
                action="access.refused",
                subject=(entry.kind, None),
                after={"listener": entry.name},
            )


def _say(call: Call, message: SharedMessage) -> None:
    if call.origin.kind not in {Kind.OPTIONS, Kind.CLOSED, Kind.EVENT}:
        call.answer(message)


def _refuse(call: Call, refusal: Refusal) -> None:
    if call.origin.kind != Kind.VIEW:
        _say(call, answers.no(refusal.sentence))
        return
    fields = [block["block_id"] for block in call.view["blocks"] if block["type"] == "input"]
    named = refusal.block_id if refusal.block_id in fields else (fields or [None])[-1]
    if named is None:
        call.answer(answers.no(refusal.sentence))
    else:
        call.errors({named: refusal.sentence})
