"""Commitments from files."""

import hashlib

from sqlmodel import col, select

from bot.exchange.columns import Column
from bot.exchange.errors import LineError
from bot.exchange.ledger import IMPORT, Ledger
from bot.exchange.values import a_date, needed, one_of
from bot.flows.commitments import changes as commitments
from bot.flows.errors import Refusal
from bot.rules.commitments import CommitmentState
from storage.commitments import Commitment
from storage.partners import name_key
from storage.people import Side

SOURCE = "file"
COMMITMENT_COLUMNS = (
    Column("partner", required=True, also=("account",)),
    Column("title", required=True, also=("commitment", "promise", "what")),
    Column("due_on", required=True, also=("due", "date")),
    Column("side"),
    Column("owner", also=("who",)),
    Column("test_of_done", also=("done when",)),
    Column("state", also=("status",)),
    Column("done_on", also=("done",)),
    Column("id", also=("source_ref", "reference")),
)
_IMPORTED = (CommitmentState.PROPOSED, CommitmentState.ACCEPTED, CommitmentState.DONE)


class Commitments:
    """Takes lines of commitments; one is known by its id, else by all it says."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        known = select(col(Commitment.source_ref)).where(
            col(Commitment.workspace_id) == ledger.workspace_id, col(Commitment.source) == SOURCE
        )
        self._known = set(ledger.session.exec(known))

    def take(self, row: dict[str, str]) -> None:
        """Take one line: accepted unless it says otherwise."""
        ledger = self._ledger
        due_on = a_date(needed(row["due_on"], "due_on"), "due_on", ledger.date_format)
        done_on = a_date(row["done_on"], "done_on", ledger.date_format)
        side = one_of(Side, row["side"] or Side.OURS.value, "side")
        state = self._state(row["state"], done=done_on is not None)
        title = needed(row["title"], "title")
        partner = ledger.partner(row["partner"])
        said = "\x1f".join([partner.name_key, name_key(title), str(due_on), side.value])
        reference = row["id"] or hashlib.sha256(said.encode()).hexdigest()
        if due_on is None or reference in self._known:
            ledger.report.same += 1
            return
        owner = ledger.person(row["owner"], partner=partner if side is Side.THEIRS else None)
        terms = commitments.CommitmentTerms(
            title=title,
            side=side,
            due_on=due_on,
            owner_id=owner,
            test_of_done=row["test_of_done"] or None,
            source=SOURCE,
            source_ref=reference,
        )
        try:
            made = commitments.propose(ledger.session, partner, terms, actor=IMPORT, now=ledger.now)
            if state is not CommitmentState.PROPOSED:
                commitments.accept(ledger.session, made, actor=IMPORT, now=ledger.now)
            if state is CommitmentState.DONE:
                commitments.done(ledger.session, made, actor=IMPORT, now=ledger.now)
                made.done_on = done_on or due_on
        except Refusal as refusal:
            raise LineError(refusal.sentence.rstrip(".")) from refusal
        self._known.add(reference)
        ledger.report.added += 1

    def finish(self) -> None:
        """Nothing is held back."""

    def _state(self, typed: str, *, done: bool) -> CommitmentState:
        usual = CommitmentState.DONE if done else CommitmentState.ACCEPTED
        state = one_of(CommitmentState, typed or usual.value, "state")
        if state not in _IMPORTED:
            raise LineError(
                f"state {state.value!r} cannot be imported; use proposed, accepted or done"
            )
        return state
