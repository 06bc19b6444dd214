"""The same with a real process and a real SIGKILL, for a sample of the steps."""

import pytest

from tests.crashes.databases import Fresh
from tests.crashes.flows import FLOWS, Flow
from tests.crashes.running import run
from tests.crashes.steps import Death, deaths
from tests.crashes.test_crashes import faults

KILLED = [flow for flow in FLOWS if flow.name in {"daily message", "slip nudge"}]


@pytest.mark.parametrize("flow", KILLED, ids=[flow.name for flow in KILLED])
def test_a_process_killed_at_a_step_is_taken_over_from_without_loss_or_double(
    flow: Flow, fresh: Fresh
) -> None:
    without = run(flow, fresh(), None)
    post = without.steps.index("chat.postMessage")

    for death in (
        *deaths(without.steps)[1:-1:8],
        Death(post, after=False),
        Death(post, after=True),
    ):
        ended = run(flow, fresh(), death, killed=True)

        assert ended.died, str(death)
        assert faults(ended, without) == [], f"{death}: {without.steps[death.number]}"
