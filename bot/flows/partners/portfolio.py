"""Our partners by where they really stand: a signature without pipeline is paper."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from bot.delivery.pausing import paused_channel
from bot.flows.kickoff.page import unconfirmed_days
from bot.rules.pace import Band
from bot.rules.stages import SILENT_STAGES, Stage
from messages.internal.ledger_lists import PartnerFacts, PortfolioGroup, PortfolioLine
from storage import people, portfolio, watched_channels
from storage.partners import Partner, name_key
from storage.portfolio import PartnerCount

MOST_NAMES = 10
MOST_MATCHING = 50
PAPER = "paper"
OFF_PACE = (Band.AT_RISK, Band.OFF_TRACK, Band.MISSED)
_AFTER_SIGNATURE = frozenset({Stage.SIGNED, Stage.ACTIVATING, Stage.ACTIVE, Stage.AT_RISK})
_ORDER = (
    PAPER,
    Stage.ACTIVATING,
    Stage.ACTIVE,
    Stage.AT_RISK,
    Stage.DORMANT,
    Stage.SIGNED,
    Stage.TRIAL,
    Stage.QUALIFIED,
    Stage.PROSPECT,
    Stage.ENDED,
)
_ALWAYS = frozenset({PAPER, Stage.ACTIVATING, Stage.ACTIVE, Stage.AT_RISK, Stage.DORMANT})


def groups(
    session: Session, *, workspace_id: UUID, today: date, matching: str = ""
) -> list[PortfolioGroup]:
    """Return every partner in the one group it honestly belongs to, best pipeline first.

    ``matching`` is a group's word, or a part of names; what it leaves is named more fully.
    """
    found: dict[str, list[PartnerCount]] = {each: [] for each in _ORDER}
    rows = portfolio.counts(session, workspace_id=workspace_id, off_pace=OFF_PACE)
    wanted = name_key(matching)
    a_group = wanted.replace(" ", "_") in found
    for row in rows:
        group = standing(row.stage, has_pipeline=row.deals > 0)
        if wanted == group.replace("_", " ") if a_group else wanted in name_key(row.name):
            found[group].append(row)
    always = frozenset() if wanted else _ALWAYS
    most = MOST_MATCHING if wanted else MOST_NAMES
    owners = people.of_ids(
        session, workspace_id=workspace_id, person_ids=[row.owner_id for row in rows]
    )
    return [
        PortfolioGroup(
            words=words.replace("_", " "),
            count=len(members),
            lines=tuple(
                _line(row, owners[row.owner_id].name if row.owner_id in owners else None, today)
                for row in sorted(members, key=_rank)[:most]
            ),
        )
        for words, members in found.items()
        if members or words in always
    ]


def standing(stage: Stage, *, has_pipeline: bool) -> str:
    """Return the group's word: paper as long as a signed partner never had an opportunity."""
    return PAPER if stage in _AFTER_SIGNATURE and not has_pipeline else stage.value


def head(session: Session, partner: Partner, *, now: datetime) -> PartnerFacts:
    """Return what stands at the top of a partner's sheet."""
    named = people.of_ids(
        session,
        workspace_id=partner.workspace_id,
        person_ids=[partner.owner_id, partner.sponsor_id],
    )
    has_pipeline = portfolio.has_pipeline(
        session, workspace_id=partner.workspace_id, partner_id=partner.id
    )
    owner = named.get(partner.owner_id) if partner.owner_id else None
    sponsor = named.get(partner.sponsor_id) if partner.sponsor_id else None
    return PartnerFacts(
        id=partner.id,
        name=partner.name,
        stage_words=partner.stage.words,
        owner=owner.name if owner else None,
        sponsor=sponsor.name if sponsor else None,
        signed_on=partner.signed_on,
        is_paper=standing(partner.stage, has_pipeline=has_pipeline) == PAPER,
        days_signed=_days(partner.signed_on, now.date()),
        unconfirmed_days=unconfirmed_days(
            session, workspace_id=partner.workspace_id, partner_id=partner.id, now=now
        ),
        paused=tuple(
            paused_channel(channel, name)
            for channel, name in watched_channels.paused_of(
                session, workspace_id=partner.workspace_id, partner_id=partner.id
            )
        ),
        wake_on=partner.wake_on,
        rests_because=partner.stage_reason if partner.stage in SILENT_STAGES else None,
    )


def _line(row: PartnerCount, owner: str | None, today: date) -> PortfolioLine:
    return PortfolioLine(
        id=row.id,
        name=row.name,
        owner=owner,
        open_deals=row.open_deals,
        off_pace=row.off_pace,
        days_signed=_days(row.signed_on, today) if row.deals == 0 else None,
        wake_on=row.wake_on,
    )


def _rank(row: PartnerCount) -> tuple[int, int, str]:
    return (-row.open_deals, -row.deals, row.name)


def _days(since: date | None, today: date) -> int | None:
    return None if since is None else max((today - since).days, 0)
