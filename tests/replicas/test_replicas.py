"""Real processes, really killed: what was written goes out once, in order."""

from dataclasses import replace
from pathlib import Path

from tests.conftest import fresh_postgres_url
from tests.replicas.running import Plan, Result, run

# `make replicas` sends 5,000, and runs two replicas beside five.
QUICK = Plan(messages=120, replicas=2, kills=4, between_kills_s=0.8)
TAKEOVER_S = 30.0


def promised(result: Result) -> None:
    assert result.unfinished == 0, result
    assert (result.lost, result.doubled, result.out_of_order) == (0, 0, 0), result
    assert result.unknown == 0, result
    assert result.troubles > 0, result
    assert max(result.takeovers_s, default=0.0) < TAKEOVER_S, result


def test_replicas_killed_at_random_lose_nothing_double_nothing_and_keep_the_order(
    postgres_server: str,
) -> None:
    url = fresh_postgres_url(postgres_server, "replicas_five")

    result = run(replace(QUICK, replicas=5, seed=5), url)

    promised(result)
    assert result.kills > 0


def test_one_process_on_sqlite_killed_at_random_keeps_the_same_promise(tmp_path: Path) -> None:
    plan = replace(QUICK, messages=60, replicas=1, kills=2, workspaces=1, seed=11)

    result = run(plan, f"sqlite:///{tmp_path / 'one.db'}")

    promised(result)
    assert result.kills > 0


def test_without_the_history_scope_a_lost_answer_is_never_followed_by_a_second_message(
    postgres_server: str,
) -> None:
    url = fresh_postgres_url(postgres_server, "replicas_blind")

    result = run(replace(QUICK, messages=60, kills=2, history=False, seed=21), url)

    assert result.unfinished == 0, result
    assert (result.lost, result.doubled, result.out_of_order) == (0, 0, 0), result
    assert result.unknown > 0, result
