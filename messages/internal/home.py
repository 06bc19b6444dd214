"""Home of our own people: the desk."""

from itertools import groupby

from messages.audience import Block, InternalView
from messages.ids import Action
from messages.internal.channels import paused_lines
from messages.internal.home_content import Desk, PartnerLine, Times
from messages.parts import actions, button, context, divider, header, home, section
from messages.render import Safe, day, escape, render
from messages.shared.commitment_card import buttons
from messages.shared.ledger_facts import GoalFacts, PromiseFacts

PROMISES_SHOWN = 10
NUMBERS_SHOWN = 5
PARTNERS_SHOWN = 25
PAUSED_SHOWN = 3
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BANDS = {"red": "Red", "amber": "Amber", "green": "Green"}
_UNKNOWN = "Not known yet"


def desk(facts: Desk) -> InternalView:
    """Return the Home tab; at most 97 of its 100 blocks are ever used."""
    blocks = [
        header("On you"),
        *_on_me(facts),
        divider(),
        header("My partners"),
        *paused_lines(facts.paused[:PAUSED_SHOWN]),
        *_partners(facts),
        divider(),
        header("Next reviews"),
        *_reviews(facts),
        divider(),
        _times(facts),
    ]
    return InternalView(home(blocks))


def working_days(times: Times) -> str:
    """Return the working days in words."""
    return ", ".join(_DAYS[int(digit) - 1] for digit in times.working_days)


def _on_me(facts: Desk) -> list[Block]:
    blocks: list[Block] = []
    for promise in facts.promises[:PROMISES_SHOWN]:
        blocks += _promise(promise)
    for goal in facts.numbers[:NUMBERS_SHOWN]:
        blocks += _number(goal)
    hidden = max(len(facts.promises) - PROMISES_SHOWN, 0)
    hidden += max(len(facts.numbers) - NUMBERS_SHOWN, 0)
    if not blocks:
        return [section(Safe("Nothing is on you."))]
    more = f"Show all ({hidden} more)" if hidden else "Show all"
    return [*blocks, actions("home.all", button(more, Action.DAILY_ALL, str(facts.person_id)))]


def _promise(promise: PromiseFacts) -> list[Block]:
    said = section(render("home_promise", promise=promise))
    return [said, actions(f"home.promise:{promise.id}", *buttons(promise.id, promise.state))]


def _number(goal: GoalFacts) -> list[Block]:
    value = str(goal.id)
    pressed = [
        button("Update the number", Action.GOAL_UPDATE, value),
        button("Comment or plan", Action.NUDGE_COMMENT, value),
        button("Close", Action.GOAL_CLOSE, value),
    ]
    said = section(render("home_number", goal=goal))
    return [said, actions(f"home.number:{value}", *pressed)]


def _partners(facts: Desk) -> list[Block]:
    if not facts.partners:
        return [section(Safe("You own no partner yet. `/partner add` adds one."))]
    blocks: list[Block] = []
    for band, lines in groupby(facts.partners[:PARTNERS_SHOWN], key=_band):
        blocks.append(section(Safe(f"*{band}*")))
        blocks += [_partner(line) for line in lines]
    if len(facts.partners) > PARTNERS_SHOWN:
        blocks.append(context(Safe("There are more: `/partner list` shows all of them.")))
    return blocks


def _band(line: PartnerLine) -> str:
    return _BANDS.get(line.band or "", _UNKNOWN)


def _partner(line: PartnerLine) -> Block:
    why = button("Why?", Action.HEALTH_SHOW, str(line.partner_id))
    block_id = f"home.partner:{line.partner_id}"
    return section(render("home_partner", line=line), block_id=block_id, accessory=why)


def _reviews(facts: Desk) -> list[Block]:
    if not facts.reviews:
        return [section(Safe("No review is set. `/partner qbr` sets one."))]
    return [
        section(
            Safe(f"*{escape(line.partner)}*: {day(line.held_on)}"),
            block_id=f"home.review:{line.partner_id}",
            accessory=button("Show the page", Action.QBR_SHOW, str(line.partner_id)),
        )
        for line in facts.reviews
    ]


def _times(facts: Desk) -> Block:
    text = render(
        "home_times", times=facts.times, today=facts.today, days=working_days(facts.times)
    )
    change = button("Change", Action.HOME_SETTINGS, str(facts.person_id))
    return section(text, block_id="home.times", accessory=change)
