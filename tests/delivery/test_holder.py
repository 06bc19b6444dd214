"""Who is known to be dead, and who only may be."""

import os
import subprocess
import sys

from bot.delivery.holder import is_dead, me


def test_only_a_process_that_can_be_seen_to_be_gone_is_dead() -> None:
    where, pid, _ = me().split(":")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert pid == str(os.getpid())
    assert is_dead(f"{where}:{gone.pid}:x")
    assert not is_dead(me())
    assert not is_dead(f"{where}:1:x")


def test_a_process_where_ids_mean_something_else_is_never_taken_for_dead() -> None:
    where = me().split(":")[0]

    assert not is_dead(f"{where}9:999999:x")
    assert not is_dead("another-host/1:999999:x")
    assert not is_dead("")
