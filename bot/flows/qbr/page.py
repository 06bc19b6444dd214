"""The facts of a QBR's page, gathered from the record."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlmodel import Session

from bot.flows.qbr.goals import goals_of
from bot.flows.workspace import limits
from bot.rules.commitments import OPEN, CommitmentState, Promise, is_late, kept_rate
from bot.rules.defaults import Limits
from bot.rules.kickoff import Topic, TopicState
from messages.shared.qbr_content import (
    DealFacts,
    Outcome,
    PipelineFacts,
    PromiseFacts,
    QbrPage,
    TopicFacts,
)
from storage import disagreements, kickoffs, qbr_deals, qbr_pages, qbrs
from storage.disagreements import GOAL
from storage.kickoffs import KickoffState
from storage.opportunities import OpportunityStage
from storage.partners import Partner
from storage.people import Side
from storage.qbr_deals import PipelineRow
from storage.qbr_pages import MovesRow, PromiseRow, TopicRow
from storage.workspaces import Workspace

LOOK_BACK_DAYS = 90  # when there was no QBR before
NOBODY = "nobody yet"
TOP_DEALS = 3


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whose record, and which days of it."""

    workspace_id: UUID
    partner_id: UUID
    since: date
    today: date


def page_of(session: Session, partner: Partner, *, held_on: date, today: date) -> QbrPage:
    """Return the page of the review held on ``held_on``, as of ``today``."""
    scope = _scope(session, partner, held_on=held_on, today=today)
    its = limits.of(session, partner.workspace_id)
    rows = qbr_pages.promises(
        session,
        workspace_id=scope.workspace_id,
        partner_id=scope.partner_id,
        # The kept rate looks at its own window, which may begin before the last review.
        since=min(scope.since, today - timedelta(days=its.kept_window_days)),
    )
    promises = _promises(session, rows, scope)
    past = [one for row, one in promises if _is_past(row, one, scope)]
    topics, success = _topics(session, scope)
    return QbrPage(
        partner=partner.name,
        us=session.get_one(Workspace, partner.workspace_id).name,
        held_on=held_on,
        since=scope.since,
        as_of=today,
        past=tuple(sorted(past, key=lambda one: (not one.is_ours, one.due_on))),
        kept_ours=_kept(rows, Side.OURS, today, its),
        kept_theirs=_kept(rows, Side.THEIRS, today, its),
        kept_days=its.kept_window_days,
        goals=tuple(goals_of(session, partner, since=scope.since, today=today)),
        pipeline=_pipeline(session, scope),
        deals=_deals(session, scope),
        topics=topics,
        success_ours=success[0],
        success_theirs=success[1],
        given=tuple(one for row, one in promises if _was_given(row, scope)),
        unconfirmed_days=_unconfirmed(session, scope),
        positions=_positions(session, scope),
        ahead=tuple(one for row, one in promises if row.state in OPEN and row.due_on >= today),
        unanswered=tuple(one for row, one in promises if _is_unanswered(row, today)),
    )


def _scope(session: Session, partner: Partner, *, held_on: date, today: date) -> _Scope:
    last = qbrs.previous_of(
        session, workspace_id=partner.workspace_id, partner_id=partner.id, before=held_on
    )
    since = last.held_on if last else min(held_on, today) - timedelta(days=LOOK_BACK_DAYS)
    return _Scope(partner.workspace_id, partner.id, since, today)


def _promises(
    session: Session, rows: list[PromiseRow], scope: _Scope
) -> list[tuple[PromiseRow, PromiseFacts]]:
    moves = qbr_pages.moves(session, workspace_id=scope.workspace_id, partner_id=scope.partner_id)
    unmoved = MovesRow(scope.partner_id, 0, 0, None)
    return [(row, _promise(row, moves.get(row.id, unmoved), scope.today)) for row in rows]


def _promise(row: PromiseRow, moved: MovesRow, today: date) -> PromiseFacts:
    return PromiseFacts(
        id=row.id,
        title=row.title,
        owner=row.owner or NOBODY,
        is_ours=row.side is Side.OURS,
        due_on=row.due_on,
        outcome=_outcome(row, today),
        is_blocked=row.state is CommitmentState.BLOCKED,
        moves=moved.moves,
        moved_days=moved.days,
        blocked_kind=row.blocked_kind,
        blocked_on=row.blocked_on,
        unblocker=row.unblocker,
        moved_because=moved.reason,
    )


def _outcome(row: PromiseRow, today: date) -> Outcome:
    if row.state is CommitmentState.DONE:
        by = row.accepted_due_on or row.due_on
        return Outcome.KEPT if row.done_on and row.done_on <= by else Outcome.KEPT_LATE
    if row.state is CommitmentState.PROPOSED:
        return Outcome.PROPOSED
    if row.state in OPEN:
        return Outcome.LATE if is_late(row.state, row.due_on, today) else Outcome.OPEN
    return Outcome.DROPPED


def _is_past(row: PromiseRow, promise: PromiseFacts, scope: _Scope) -> bool:
    if promise.outcome is Outcome.LATE:
        return True
    return row.state is not CommitmentState.PROPOSED and scope.since <= row.due_on < scope.today


def _is_unanswered(row: PromiseRow, today: date) -> bool:
    return row.state is CommitmentState.PROPOSED and row.due_on < today


def _was_given(row: PromiseRow, scope: _Scope) -> bool:
    done = row.state is CommitmentState.DONE and row.done_on is not None
    return row.side is Side.OURS and done and (row.done_on or scope.since) >= scope.since


def _kept(rows: list[PromiseRow], side: Side, today: date, its: Limits) -> str:
    promised = (
        Promise(row.state, row.accepted_due_on or row.due_on, row.done_on, row.dropped_by_agreement)
        for row in rows
        if row.side is side
    )
    return kept_rate(promised, today, limits=its).describe()


def _pipeline(session: Session, scope: _Scope) -> tuple[PipelineFacts, ...]:
    rows = qbr_deals.pipeline(
        session,
        workspace_id=scope.workspace_id,
        partner_id=scope.partner_id,
        since=scope.since,
    )
    kinds = sorted({(row.attribution, row.currency) for row in rows}, reverse=True)
    return tuple(
        _line(
            attribution.value,
            currency,
            [row for row in rows if (row.attribution, row.currency) == (attribution, currency)],
        )
        for attribution, currency in kinds
    )


def _line(attribution: str, currency: str, rows: list[PipelineRow]) -> PipelineFacts:
    won = [row for row in rows if row.stage is OpportunityStage.WON]
    still_open = [row for row in rows if row.stage is not OpportunityStage.WON]
    return PipelineFacts(
        attribution=attribution,
        currency=currency,
        open_deals=sum(row.deals for row in still_open),
        open_amount=sum((row.amount for row in still_open), Decimal(0)),
        won_deals=sum(row.deals for row in won),
        won_amount=sum((row.amount for row in won), Decimal(0)),
        open_unvalued=sum(row.unvalued for row in still_open),
        won_unvalued=sum(row.unvalued for row in won),
    )


def _deals(session: Session, scope: _Scope) -> tuple[DealFacts, ...]:
    rows = qbr_deals.top_open_deals(
        session, workspace_id=scope.workspace_id, partner_id=scope.partner_id, limit=TOP_DEALS
    )
    return tuple(
        DealFacts(row.account, row.amount, row.currency, row.engaged_on, row.product)
        for row in rows
    )


def _topics(session: Session, scope: _Scope) -> tuple[tuple[TopicFacts, ...], tuple[str, str]]:
    """Return the topics that are not settled, and both sides' words on the partner's success."""
    rows = qbr_pages.topics(session, workspace_id=scope.workspace_id, partner_id=scope.partner_id)
    unsettled = tuple(
        _topic(row)
        for row in sorted(rows, key=lambda row: list(Topic).index(row.topic))
        if row.state in _STATES
    )
    success = next((row for row in rows if row.topic is Topic.K5), None)
    return unsettled, (success.ours, success.theirs) if success else ("", "")


def _topic(row: TopicRow) -> TopicFacts:
    facts = TopicFacts(row.topic.title, _STATES[row.state], row.owner or NOBODY, row.due_on)
    if row.state is not TopicState.DIFFERS:
        return facts
    return replace(facts, ours=row.ours, theirs=row.theirs)


def _positions(session: Session, scope: _Scope) -> dict[str, str]:
    """Return what the partner has against a goal, by its name."""
    rows = disagreements.open_of(
        session, workspace_id=scope.workspace_id, partner_id=scope.partner_id
    )
    return {row.title: row.theirs for row in rows if row.subject_kind == GOAL and row.theirs}


def _unconfirmed(session: Session, scope: _Scope) -> int | None:
    kickoff = kickoffs.newest_of(
        session, workspace_id=scope.workspace_id, partner_id=scope.partner_id
    )
    if kickoff is None or kickoff.state is not KickoffState.SUBMITTED:
        return None
    asked_on = (kickoff.submitted_at or kickoff.started_at).date()
    return max(0, (scope.today - asked_on).days)


_STATES = {TopicState.DIFFERS: "seen differently", TopicState.OPEN: "still open"}
