"""The command line as its users run it: its words, what it says, how it ends."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main


@dataclass(frozen=True)
class Ended:
    code: int
    said: str
    complained: str

    @property
    def sentence(self) -> str:
        """The one line on stderr."""
        [line] = self.complained.strip().splitlines()
        return line.removeprefix("partner-bot: ")


Run = Callable[..., Ended]


@pytest.fixture
def _process() -> Iterator[None]:
    """Leave the process as it was: a command sets up logs and signals for itself."""
    root, stops = logging.getLogger(), (signal.SIGTERM, signal.SIGINT)
    handlers, level = root.handlers[:], root.level
    signals = {number: signal.getsignal(number) for number in stops}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for number, handler in signals.items():
        signal.signal(number, handler)


@pytest.fixture
def partner_bot(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    _process: None,
) -> Run:
    """Return how to run a command in an empty folder with the given environment."""

    def run(*words: str, **environment: str) -> Ended:
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'bot.db'}")
            for name, value in environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["partner-bot", *words])
            with pytest.raises(SystemExit) as ending:
                main()
        said = capsys.readouterr()
        return Ended(int(ending.value.code or 0), said.out, said.err)

    return run
