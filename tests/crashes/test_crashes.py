"""A process that dies at any step of anything that sends, and the one that comes after it."""

import logging
from collections.abc import Iterator, Sequence

import pytest

from storage.outbox import OutboxState
from tests.crashes.databases import Fresh
from tests.crashes.flows import FLOWS, Flow
from tests.crashes.running import Ending, run
from tests.crashes.steps import Death, deaths

# `make crashes` dies them all, on both. Here it is every fourth on SQLite, every tenth on
# PostgreSQL and, where the history cannot be read, every other; the first of each flow differs,
# so that commits, posts and what comes after them are all met.
EVERY, EVERY_ON_SERVER, EVERY_BLIND = 4, 10, 2
POSTING = [flow for flow in FLOWS if flow.name not in {"kickoff confirmed", "button with rewrite"}]
every_posting_flow = pytest.mark.parametrize("flow", POSTING, ids=[flow.name for flow in POSTING])
every_flow = pytest.mark.parametrize("flow", FLOWS, ids=[flow.name for flow in FLOWS])


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def sample(every_death: Sequence[Death], *, every: int, flow: Flow) -> list[Death]:
    """Return one death in ``every``, beginning at one that differs from flow to flow."""
    return list(every_death)[FLOWS.index(flow) % every :: every]


def faults(ended: Ending, without: Ending) -> list[object]:
    """Return what a death changed: nothing may be lost, doubled or said otherwise."""
    return [*ended.doubled, *(without.posts - ended.posts), *(ended.posts - without.posts)]


@every_flow
def test_a_death_at_any_step_changes_nothing_that_is_read_in_the_end(
    flow: Flow, fresh_file: Fresh
) -> None:
    without = run(flow, fresh_file(), None)

    for death in sample(deaths(without.steps), every=EVERY, flow=flow):
        ended = run(flow, fresh_file(), death)

        assert ended.died, str(death)
        assert faults(ended, without) == [], f"{death}: {without.steps[death.number]}"


@every_flow
def test_so_it_is_on_postgresql(flow: Flow, fresh_on_server: Fresh) -> None:
    without = run(flow, fresh_on_server(), None)

    for death in sample(deaths(without.steps), every=EVERY_ON_SERVER, flow=flow):
        ended = run(flow, fresh_on_server(), death)

        assert ended.died, str(death)
        assert faults(ended, without) == [], f"{death}: {without.steps[death.number]}"


@every_posting_flow
def test_where_the_history_cannot_be_read_nothing_is_doubled_and_what_may_be_lost_is_known(
    flow: Flow, fresh_file: Fresh
) -> None:
    without = run(flow, fresh_file(), None, history=False)
    posts = [at for at, name in enumerate(without.steps) if name == "chat.postMessage"]

    every = [each for each in deaths(without.steps, all_of_them=True) if each.number in posts]
    for death in sample(every, every=EVERY_BLIND, flow=flow):
        ended = run(flow, fresh_file(), death, history=False)

        unknown = ended.in_state(OutboxState.UNKNOWN)
        lacking = (without.posts - ended.posts).total()
        assert ended.doubled == [], str(death)
        assert len(unknown) == 1, str(death)
        assert unknown[0].finished_at is not None, str(death)
        assert lacking == (0 if death.after else 1), str(death)
