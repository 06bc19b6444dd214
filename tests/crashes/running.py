"""One flow, one death: what Slack shows in the end beside what it shows without the death."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from storage.outbox import Outbox, OutboxState
from tests.crashes import doomed
from tests.crashes.doomed import Fate
from tests.crashes.flows import Flow
from tests.crashes.lives import Place, place
from tests.crashes.steps import Crash, Death


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a run."""

    steps: tuple[str, ...]
    died: bool
    posts: Counter[tuple[str, str]]
    doubled: list[str]
    rows: list[Outbox]

    def in_state(self, state: OutboxState) -> list[Outbox]:
        """Return the messages that ended so."""
        return [row for row in self.rows if row.state is state]


def run(
    flow: Flow,
    database_url: str,
    death: Death | None,
    *,
    history: bool = True,
    killed: bool = False,
) -> Ending:
    """Run a flow on a database with the small town; after a death the bot is made anew.

    With ``killed`` a real process dies by SIGKILL; the flow must be one tick then.
    """
    with place(database_url, history=history) as where:
        steps, died = _first_life(where, flow, death, killed=killed)
        where.pass_time()
        with where.life() as next_life:
            if died:
                flow.again(next_life.town)
            where.pass_time()
            next_life.town.at(where.clock.now())
        return Ending(steps, died, where.posts(), where.doubled(), where.rows())


def _first_life(
    where: Place, flow: Flow, death: Death | None, *, killed: bool
) -> tuple[tuple[str, ...], bool]:
    """Return the steps that were taken, and whether the process died."""
    with where.life(None if killed else death) as life:
        flow.arrange(life.town)
        if killed and death is not None:
            api_url = where.sandbox.api_url
            return (), doomed.die(Fate(where.database_url, api_url, where.clock.now(), death))
        life.steps.armed = True
        with suppress(Crash):
            flow.act(life.town)
        return tuple(life.steps.taken), life.steps.dead
