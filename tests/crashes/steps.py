"""The durable steps of a process, numbered, and its death before or after any one of them."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from slack_sdk.web.base_client import BaseClient
from slack_sdk.webhook import WebhookClient
from sqlalchemy import event
from sqlmodel import Session

from storage.database import Database

WRITES = ("INSERT", "UPDATE", "DELETE")
READS = frozenset(
    {
        "auth.test",
        "conversations.history",
        "conversations.replies",
        "conversations.info",
        "conversations.members",
        "files.info",
        "users.info",
    }
)


class Crash(BaseException):
    """The process is gone. No ``except Exception`` survives that."""


@dataclass(frozen=True, slots=True)
class Death:
    """Before or after which step a process dies."""

    number: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} step {self.number}"


def deaths(steps: Sequence[str], *, all_of_them: bool = False) -> list[Death]:
    """Return where to die, so that every state a death can leave behind is met.

    After one step and before the next is the same to whoever comes after: a death takes all
    that was not written. So is before and after a call that only reads. With ``all_of_them``
    those are died at as well.
    """
    if all_of_them:
        return [Death(at, after) for at in range(len(steps)) for after in (False, True)]
    effects = [at for at, name in enumerate(steps) if name not in READS]
    return [*(Death(at, after=False) for at in effects), Death(effects[-1], after=True)]


@dataclass
class Steps:
    """Counts the steps of one life once it is ``armed``; a dead process does nothing more.

    With ``really`` the process itself is killed, by SIGKILL.
    """

    death: Death | None = None
    armed: bool = False
    really: bool = False
    dead: bool = field(default=False, init=False)
    taken: list[str] = field(default_factory=list, init=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take one step. Raises Crash when the process dies here, or is dead already."""
        number = self.begin(name)
        yield
        self.end(number)

    def begin(self, name: str) -> int:
        """Count a step that is about to be taken."""
        if self.dead:
            raise Crash
        if not self.armed:
            return -1
        number = len(self.taken)
        self.taken.append(name)
        self._die_at(Death(number, after=False))
        return number

    def end(self, number: int) -> None:
        """Note that a step was taken."""
        self._die_at(Death(number, after=True))

    def _die_at(self, here: Death) -> None:
        if self.death == here:
            self.dead = True
            if self.really:
                os.kill(os.getpid(), signal.SIGKILL)
            raise Crash


@cache
def _opened(url: str) -> Database:
    return Database(url)


class SteppingDatabase(Database):
    """One process's view of the database: every commit that changes something is a step."""

    def __init__(self, url: str, steps: Steps) -> None:
        # One engine for all lives on a database: each new one would compile every query anew.
        vars(self).update(vars(_opened(url)))
        self.close()
        self._steps = steps

    @contextmanager
    def write(self, workspace_id: UUID | None) -> Iterator[Session]:
        """Yield a session as the product's own does."""
        if self._steps.dead:
            raise Crash
        wrote: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
            if statement.lstrip().startswith(WRITES):
                wrote.append(statement)

        number = None
        with super().write(workspace_id) as session:
            event.listen(session.connection(), "before_cursor_execute", note)
            yield session
            session.flush()
            if wrote:
                number = self._steps.begin("commit")
        if number is not None:
            self._steps.end(number)


@contextmanager
def unhurried() -> Iterator[None]:
    """Let no second pass for a wait: a slow machine takes no step that a fast one does not."""
    with patch("bot.clock.time", SimpleNamespace(monotonic=lambda: 0.0, time=time.time)):
        yield


@contextmanager
def calls_counted(steps: Steps) -> Iterator[None]:
    """Make every call of Slack a step of ``steps``, whichever client makes it."""
    call, send = BaseClient.api_call, WebhookClient.send

    def counted_call(self: BaseClient, api_method: str, **more: Any) -> Any:
        with steps.step(api_method):
            return call(self, api_method, **more)

    def counted_send(self: WebhookClient, **more: Any) -> Any:
        with steps.step("response_url"):
            return send(self, **more)

    with (
        patch.object(BaseClient, "api_call", counted_call),
        patch.object(WebhookClient, "send", counted_send),
    ):
        yield
