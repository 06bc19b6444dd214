"""Every flow that sends: what stands before it, what is done, and what a person tries again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.cli import import_
from bot.demo import cast
from bot.exchange.importing import Wish
from bot.rules.kickoff import STEPS
from bot.sandbox.entities import Message
from messages.ids import Action
from storage.partners import Partner
from storage.people import Person, Side
from tests.factories import make_commitment, make_goal, make_qbr, make_reading
from tests.journeys import kickoff_hand as kickoff
from tests.journeys.conftest import MONDAY, Town
from tests.nudges.rows import all_of

ACME = next(company for company in cast.COMPANIES if company.slug == "acme")
IN_KOLKATA = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)  # 09:10 there
CONNECTOR = "Answer the questionnaire"
PROMISES = """partner,title,due_on,side,owner
Acme Corporation,Bring the price list,2026-11-24,ours,Nadia Brooks
Acme Corporation,Name a sponsor,2026-11-25,theirs,
"""


def nothing(_town: Town) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class Flow:
    """One flow; ``act`` is what is crashed, ``again`` what happens after the restart."""

    name: str
    act: Callable[[Town], None]
    again: Callable[[Town], None]
    arrange: Callable[[Town], None] = nothing


def _promise(town: Town, user: str, title: str, due_in: int) -> None:
    owner = next(one for one in all_of(town.database, Person) if one.slack_user_id == user)
    with town.database.across_workspaces.transaction() as session:
        make_commitment(
            session,
            session.get_one(Partner, town.partners["acme"]),
            title=title,
            owner=owner,
            side=owner.side if owner.side is Side.THEIRS else Side.OURS,
            due_on=MONDAY.date() + timedelta(days=due_in),
        )


def _promises(town: Town) -> None:
    _promise(town, cast.MANAGER, "Send the value story", 1)
    _promise(town, ACME.user, "Name two reps", 2)


def _slip(town: Town) -> None:
    owner = next(one for one in all_of(town.database, Person) if one.slack_user_id == cast.MANAGER)
    with town.database.across_workspaces.transaction() as session:
        goal = make_goal(session, session.get_one(Partner, town.partners["acme"]), owner=owner)
        make_reading(session, goal, value="20000", as_of=date(2026, 11, 22))


def _late(town: Town) -> None:
    _promise(town, cast.ENGINEER, CONNECTOR, -1)


def _review(town: Town) -> None:
    _slip(town)
    with town.database.across_workspaces.transaction() as session:
        make_qbr(
            session,
            session.get_one(Partner, town.partners["acme"]),
            held_on=MONDAY.date() + timedelta(days=7),
        )


def _tick(town: Town) -> None:
    town.at(town.clock.now())


def _climb(town: Town) -> None:
    """Let the days pass that are not over yet."""
    for day in range(5):
        moment = IN_KOLKATA + timedelta(days=day)
        if moment >= town.clock.now():
            town.at(moment)


def _asked_in_channel(town: Town) -> None:
    _late(town)
    _climb(town)


def _press_done(town: Town) -> None:
    """Press Done where the channel was asked, if it is still there to be pressed."""
    asked = [post for post in town.posts(ACME.internal_channel) if CONNECTOR in post.text]
    if asked and _offers(asked[0], Action.COMMITMENT_DONE):
        town.press(cast.ENGINEER, asked[0], Action.COMMITMENT_DONE)
    town.deliver()


def _offers(message: Message, action: str) -> bool:
    return any(
        element.get("action_id") == action
        for block in message.blocks
        for element in block.get("elements", [])
    )


def _first_three_steps(town: Town) -> None:
    assert town.type(cast.MANAGER, kickoff.BLUTH.internal_channel, "kickoff").ok
    for step in (1, 2, 3):
        _answer(town, step)
        assert kickoff.fill(town, kickoff.answers(step) | kickoff.EXTRAS[step]).ok
    _answer(town, 4)


def _answer(town: Town, step: int) -> None:
    for topic in STEPS[step - 1]:
        kickoff.choose_state(town, topic, kickoff.STATES[topic])


def _hand_in(town: Town) -> None:
    """Submit the last step, if it still stands on the screen."""
    modal = town.sandbox.world.open_view(cast.MANAGER)
    if modal is not None and "step 4" in str(modal.body["title"]["text"]):
        kickoff.fill(town, kickoff.answers(4) | kickoff.EXTRAS[4] | {"K9.reason": "They fear it"})
    town.deliver()


def _confirm(town: Town) -> None:
    """Let the partner confirm their half, if they are still asked to."""
    [theirs] = town.posts(kickoff.BLUTH.shared_channel, kickoff.BLUTH.user)[-1:]
    if _offers(theirs, Action.KICKOFF_CONFIRM):
        town.press(kickoff.BLUTH.user, theirs, Action.KICKOFF_CONFIRM)
    town.deliver()


def _import(town: Town) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "promises.csv"
        path.write_text(PROMISES, encoding="utf-8")
        wish = Wish("commitments", path, {})
        import_.run(town.database, wish, dry_run=False, now=town.clock.now())
    _tick(town)


FLOWS = (
    Flow("daily message", _tick, _tick, _promises),
    Flow("slip nudge", _tick, _tick, _slip),
    Flow("late ladder", _climb, _climb, _late),
    Flow("review with picture", _tick, _tick, _review),
    Flow("kickoff summary", _hand_in, _hand_in, _first_three_steps),
    Flow("kickoff confirmed", _confirm, _confirm, kickoff.go_through),
    Flow("button with rewrite", _press_done, _press_done, _asked_in_channel),
    Flow("import", _import, _import),
)
