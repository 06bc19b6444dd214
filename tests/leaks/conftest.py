"""What the bot logs while it is looked at."""

import io
import logging
from collections.abc import Iterator

import pytest

from bot import logs
from bot.settings import LogFormat


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what the bot logs, as it is configured, down to the lowest level."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(LogFormat.JSON, level=logging.DEBUG)
    yield written
    root.handlers[:] = before[0]
    root.setLevel(before[1])
