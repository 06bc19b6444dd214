"""A review's page as tests show it, dull and hostile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from bot.rules.pace import Band
from messages.internal.health_content import ComponentFacts, HealthFacts, ProposedStage
from messages.internal.qbr_content import ContactFacts, QbrPack, Remark
from messages.pictures.spec import Point
from messages.shared.qbr_content import (
    DealFacts,
    GoalFacts,
    Outcome,
    PipelineFacts,
    PromiseFacts,
    QbrPage,
    TopicFacts,
)

HOSTILE = (
    "<!channel> <@U0EVIL> *bold* _it_ ~no~ `code` :tada: <https://evil.test|click> & > \u202e\u200b"
    "\n> quote\n```x``` @here &lt;!here&gt; "
)
LONG = (HOSTILE * 40)[:1000]
ACME = UUID(int=1)
SNAPSHOT = UUID(int=2)
AS_OF = date(2026, 12, 3)
READ_ON = date(2026, 12, 1)


def promise(title: str, due_on: date, outcome: Outcome, *, ours: bool) -> PromiseFacts:
    owner = "Nadia Brooks" if ours else "Jo March"
    return PromiseFacts(title, owner, ours, due_on, outcome, id=uuid5(ACME, title))


KEPT = promise("Send the deck", date(2026, 11, 20), Outcome.KEPT, ours=True)
LATE = replace(
    promise("Name 5 accounts", date(2026, 11, 27), Outcome.LATE, ours=False),
    is_blocked=True,
    moves=2,
    moved_days=12,
    blocked_kind="a decision",
    blocked_on=date(2026, 11, 23),
    unblocker="Their sales lead",
    moved_because="The list is with their legal team",
)
AHEAD = promise("Joint webinar", date(2026, 12, 18), Outcome.OPEN, ours=True)
ASKED = promise("Case study", date(2027, 1, 15), Outcome.PROPOSED, ours=False)
WON = GoalFacts(
    id=UUID(int=3),
    name="Won value",
    unit="USD",
    target=Decimal(100000),
    band=Band.OFF_TRACK,
    value=Decimal(41000),
    expected=Decimal(67033),
    source="opportunities",
    as_of=READ_ON,
    due_on=date(2026, 12, 31),
    reached=0.41,
    expected_share=0.67,
    is_headline=True,
    is_agreed=True,
)
DRAFT = GoalFacts(
    id=UUID(int=4),
    name="Reps enabled",
    unit="count",
    target=Decimal(12),
    band=Band.UNMEASURED,
    value=None,
    expected=None,
    source="by hand",
    as_of=None,
    due_on=date(2026, 12, 31),
    reached=None,
    expected_share=None,
    is_headline=False,
    is_agreed=False,
)
PAGE = QbrPage(
    partner="Acme",
    us="Northwind",
    held_on=date(2026, 12, 10),
    since=date(2026, 9, 10),
    as_of=AS_OF,
    past=(KEPT, LATE),
    kept_ours="3 of 3",
    kept_theirs="75 % (9 of 12)",
    goals=(WON, DRAFT),
    pipeline=(
        PipelineFacts("sourced", "USD", 4, Decimal(120000), 2, Decimal(30000), open_unvalued=2),
        PipelineFacts("influenced", "EUR", 10, Decimal(0), 0, Decimal(0), open_unvalued=10),
    ),
    deals=(
        DealFacts("Konex", Decimal(12000), "USD", date(2026, 10, 15)),
        DealFacts("Betasoloin", None, "USD", None),
        DealFacts(None, None, "USD", date(2026, 10, 20), "GTX Pro"),
    ),
    topics=(TopicFacts("Roll-out", "seen differently", "Nadia Brooks", READ_ON),),
    success_ours="Leads from our webinars",
    success_theirs="More leads",
    given=(KEPT,),
    ahead=(AHEAD, ASKED),
)
EMPTY = replace(
    PAGE,
    past=(),
    kept_ours="none due yet",
    kept_theirs="none due yet",
    goals=(),
    pipeline=(),
    deals=(),
    topics=(),
    success_ours="",
    success_theirs="",
    given=(),
    ahead=(),
)
HEALTH = HealthFacts(
    snapshot_id=SNAPSHOT,
    partner_id=ACME,
    partner="Acme",
    stage="active",
    taken_on=AS_OF,
    score=48,
    band="amber",
    month_ago=Point(date(2026, 11, 3), 55),
    quarter_ago=Point(date(2026, 9, 4), 61),
    components=(
        ComponentFacts(
            name="Pace of goals and pipeline",
            points="11",
            weight="47",
            bar="50 % gives no points, 100 % all of them.",
            raw="1 number reached 61 % of what was expected by then.",
            source="opportunities",
            as_of=READ_ON,
            before="14",
        ),
        ComponentFacts(
            name="Pulse",
            points=None,
            weight="0",
            bar="2.0 gives no points, 4.5 all of them.",
            raw="Nothing about it is recorded.",
            source="",
            as_of=None,
            before=None,
        ),
    ),
    caps=("The headline metric is off track: at most 69.",),
    action="Bring the goal furthest behind back to its pace: from 61 % to 92 %.",
    paper_days=None,
    proposal=ProposedStage("active", "at risk", ("Health is red.",)),
    trend=(Point(date(2026, 11, 3), 55), Point(AS_OF, 48)),
)
SAID_AT = datetime(2026, 12, 1, 15, tzinfo=UTC)
REMARK = Remark(LATE.id, LATE.title, "Jo does not want to.", "Nadia Brooks", SAID_AT)
PACK = QbrPack(ACME, PAGE, HEALTH, ContactFacts(7, 3, date(2026, 11, 30)), (REMARK,))


def hostile_pack() -> QbrPack:
    """Return a pack in which everything people type is hostile, and there is a lot of it."""
    past = replace(
        LATE,
        title=LONG,
        owner=LONG,
        blocked_kind=LONG,
        unblocker=LONG,
        moved_because=LONG,
    )
    goal = replace(WON, name=LONG, source=LONG, unit=HOSTILE)
    page = replace(
        PAGE,
        partner=LONG[:120],
        us=LONG[:120],
        past=(past,) * 30,
        goals=(goal,) * 30,
        pipeline=(replace(PAGE.pipeline[0], currency=HOSTILE),) * 10,
        deals=(DealFacts(LONG, Decimal(1), HOSTILE, READ_ON),) * 30,
        topics=(TopicFacts(LONG, LONG, LONG, READ_ON),) * 30,
        success_ours=LONG,
        success_theirs=LONG,
        given=(replace(past, outcome=Outcome.KEPT, is_ours=True),) * 30,
        ahead=(replace(past, outcome=Outcome.PROPOSED),) * 30,
    )
    part = replace(HEALTH.components[0], name=HOSTILE, raw=HOSTILE, source=HOSTILE)
    health = replace(
        HEALTH,
        partner=LONG[:120],
        components=(part,) * 5,
        caps=(HOSTILE,) * 3,
        action=HOSTILE,
        trend=tuple(Point(AS_OF - timedelta(days=90 - at), 50) for at in range(91)),
    )
    said = Remark(ACME, LONG, LONG, LONG, SAID_AT)
    return QbrPack(ACME, page, health, PACK.contact, (said,) * 30)
