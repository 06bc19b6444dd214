"""How the replicas' processes are made: real ones, forked from a server that knows the code."""

from multiprocessing import get_context

PROCESSES = get_context("forkserver")
# Otherwise each of them would spend two seconds on imports after each of its deaths.
PROCESSES.set_forkserver_preload(["tests.replicas.replica"])
