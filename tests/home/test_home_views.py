"""Every word of Home, for ours and for theirs, within Slack's limits."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from bot.rules.commitments import CommitmentState
from bot.rules.pace import Band
from messages.internal.home import desk
from messages.internal.home_content import Desk, PartnerLine, ReviewLine, Times
from messages.shared.home import SharedDesk, shared_home, welcome
from messages.shared.ledger_facts import GoalFacts, PromiseFacts
from tests.qbr.pages import LONG
from tests.slack_limits import check_shown, shown

TODAY = date(2026, 11, 25)
OURS = PromiseFacts(
    id=UUID(int=1),
    title="Send the deck",
    partner="Acme",
    is_ours=True,
    owner="Nadia Brooks",
    due_on=date(2026, 11, 20),
    state=CommitmentState.ACCEPTED,
    days_late=3,
    is_late=True,
)
THEIRS = replace(
    OURS,
    id=UUID(int=2),
    title="Name 5 accounts",
    is_ours=False,
    owner="Jo March",
    state=CommitmentState.PROPOSED,
    days_late=0,
    is_late=False,
)
GOAL = GoalFacts(
    id=UUID(int=3),
    metric="Won value",
    partner="Acme",
    unit="USD",
    target=Decimal(100000),
    due_on=date(2026, 12, 31),
    band=Band.OFF_TRACK,
    value=Decimal(41000),
    as_of=TODAY,
    source="opportunities",
    expected=Decimal(60000),
)
TIMES = Times("America/New_York", "12345", 9, None, None)
DESK = Desk(
    person_id=UUID(int=9),
    today=TODAY,
    promises=(OURS,),
    numbers=(GOAL,),
    partners=(
        PartnerLine(UUID(int=5), "Acme", "at_risk", 31, "red"),
        PartnerLine(UUID(int=6), "Betasoloin", "active", 82, "green"),
        PartnerLine(UUID(int=7), "Codehow", "signed", None, None),
    ),
    reviews=(ReviewLine(UUID(int=5), "Acme", date(2026, 12, 10)),),
    times=TIMES,
)
EMPTY = replace(DESK, promises=(), numbers=(), partners=(), reviews=())


def read(view_payload: dict[str, object]) -> list[str]:
    blocks = view_payload["blocks"]
    assert isinstance(blocks, list)
    return shown(blocks).splitlines()


def test_the_desk_says_what_is_on_me_my_partners_my_reviews_and_my_times() -> None:
    assert read(desk(DESK).payload) == [
        "On you",
        "*Send the deck*, Acme: due Fri 20 Nov 2026, 3 working days late",
        "[Done] | [New date] | [Blocked] | [Snooze]",
        (
            "*Won value*, Acme: 41,000 USD of 100,000 USD, 60,000 USD expected. Off track. "
            "Source: opportunities, as of Wed 25 Nov 2026."
        ),
        "[Update the number] | [Comment or plan] | [Close]",
        "[Show all]",
        "My partners",
        "*Red*",
        "*Acme*: health 31 of 100, at risk",
        "*Green*",
        "*Betasoloin*: health 82 of 100, active",
        "*Not known yet*",
        "*Codehow*: health not known yet, signed",
        "Next reviews",
        "*Acme*: Thu 10 Dec 2026",
        (
            "Today is Wed 25 Nov 2026 where you are (America/New York, from your Slack profile). "
            "Your one daily message comes at 09:00, on Mon, Tue, Wed, Thu, Fri."
        ),
        "You are not away.",
    ]


def test_an_empty_desk_says_how_to_begin() -> None:
    said = read(desk(EMPTY).payload)

    assert "Nothing is on you." in said
    assert "You own no partner yet. `/partner add` adds one." in said
    assert "No review is set. `/partner qbr` sets one." in said


def test_days_away_are_said_until_they_are_over() -> None:
    away = replace(TIMES, away_from=date(2026, 11, 24), away_to=TODAY)
    back = replace(TIMES, away_from=date(2026, 11, 20), away_to=date(2026, 11, 24))

    assert "Away from Tue 24 Nov 2026 to Wed 25 Nov 2026: nothing is sent to you then." in read(
        desk(replace(DESK, times=away)).payload
    )
    assert "You are not away." in read(desk(replace(DESK, times=back)).payload)


def test_the_partners_people_read_both_sides_promises_and_nothing_else() -> None:
    assert read(shared_home(SharedDesk("Acme", (OURS, THEIRS))).payload) == [
        "Acme: what we promised each other",
        "*What Acme was promised*",
        "• *Send the deck* (Nadia Brooks), due Fri 20 Nov 2026, late",
        "*What Acme promised*",
        "*Name 5 accounts* (Jo March), due Fri 20 Nov 2026, waiting for your yes",
        "[Accept] | [New date] | [Decline]",
        "The buttons answer for your side; both sides see what you answered.",
    ]
    assert read(shared_home(SharedDesk("Acme", (OURS,))).payload)[-3:] == [
        "*What Acme promised*",
        "Nothing is open.",
        "What is asked of you comes to our shared channel.",
    ]


def test_anybody_else_is_greeted_and_told_nothing() -> None:
    assert read(welcome().payload) == [
        (
            "Hello! I keep track of what two companies promise each other. There is nothing of "
            "yours to show here yet; you will hear from me in your shared channel."
        )
    ]


def test_a_desk_full_of_hostile_words_keeps_slacks_limits() -> None:
    full = Desk(
        person_id=uuid4(),
        today=TODAY,
        promises=tuple(
            replace(OURS, id=uuid4(), title=LONG, partner=LONG, blocked_kind=LONG)
            for _ in range(200)
        ),
        numbers=tuple(
            replace(GOAL, id=uuid4(), metric=LONG, partner=LONG, source=LONG[:200])
            for _ in range(200)
        ),
        partners=tuple(
            PartnerLine(uuid4(), LONG, "active", score, band)
            for score, band in [(10, "red"), (50, "amber"), (90, "green"), (None, None)] * 1
            for _ in range(60)
        ),
        reviews=tuple(ReviewLine(uuid4(), LONG[:120], TODAY) for _ in range(8)),
        times=TIMES,
    )

    view = desk(full)

    check_shown(view)
    assert len(view.payload["blocks"]) <= 100
    check_shown(shared_home(SharedDesk(LONG, (replace(OURS, title=LONG, owner=LONG),) * 200)))
    check_shown(welcome())
