"""Every log line, ours and the libraries', as it leaves the process: ids, and nobody's words."""

import io
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot import logs
from bot.settings import LogFormat
from storage.database import Database

CANARY = "CANARY"
OURS, THEIRS = logging.getLogger("bot.anything"), logging.getLogger("somelibrary.part")


@pytest.fixture(params=list(LogFormat))
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what goes to stderr, in each shape, down to the lowest level."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure(request.param, level=logging.DEBUG)
    yield written
    root.handlers[:], level = before
    root.setLevel(level)


def breaks(words: str = CANARY) -> None:
    try:
        int(words)
    except ValueError as cause:
        raise LookupError(words) from cause


def fault_of(act: Any, *arguments: Any) -> Exception:
    try:
        act(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is logged
        return error
    raise AssertionError("nothing broke")


def test_a_fault_is_told_by_its_kind_its_causes_and_where_it_came_from(
    lines: io.StringIO,
) -> None:
    OURS.error("a job broke", exc_info=fault_of(breaks), stack_info=True)

    said = lines.getvalue()
    assert "builtins.LookupError" in said
    assert "builtins.ValueError" in said
    assert "tests/test_logs.py" in said
    assert "in breaks" in said
    assert CANARY not in said


def test_the_exception_under_way_is_told_the_same(lines: io.StringIO) -> None:
    try:
        breaks()
    except LookupError:
        OURS.exception("a job broke", extra={"job": "sweep"})

    assert "builtins.LookupError" in lines.getvalue()
    assert "sweep" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_several_faults_at_once_are_each_told(lines: io.StringIO) -> None:
    together = ExceptionGroup(CANARY, [ValueError(CANARY), fault_of(breaks)])

    OURS.error("a job broke", exc_info=together)

    assert lines.getvalue().count("builtins.ValueError") == 2
    assert CANARY not in lines.getvalue()


def test_slacks_and_the_databases_own_codes_are_kept(
    lines: io.StringIO, sqlite_database: Database
) -> None:
    def ask() -> None:
        with sqlite_database.engine.connect() as connection:
            connection.execute(text("SELECT :word FROM nowhere"), {"word": CANARY})

    refused = SlackApiError(CANARY, {"error": "not_in_channel", "needed": CANARY})  # type: ignore[no-untyped-call]
    odd = SlackApiError(CANARY, {"error": f"Not a code: {CANARY}"})  # type: ignore[no-untyped-call]
    broken = fault_of(ask)
    assert isinstance(broken, DBAPIError)
    for fault in (refused, odd, broken):
        OURS.error("it broke", exc_info=fault)

    said = lines.getvalue()
    assert "SlackApiError not_in_channel" in said
    assert "sqlite3.OperationalError SQLITE_ERROR" in said
    assert CANARY not in said


@pytest.mark.parametrize(
    "line",
    [
        f"Failed to decode Slack API response: {CANARY}",
        f"Failed to process a message ({CANARY})",
        f"Task exception was never retrieved\nfuture: ValueError({CANARY!r})",
        f"Unhandled request {{'text': '{CANARY}'}}",
        f"Handle <{CANARY}> failed",
        f'Job "{CANARY}" raised an exception',
    ],
)
def test_of_a_librarys_line_only_its_beginning_is_kept(lines: io.StringIO, line: str) -> None:
    THEIRS.error(line)
    THEIRS.error("%s", line)

    assert line[:3] in lines.getvalue()
    assert "…" in lines.getvalue() or "\\u2026" in lines.getvalue()
    assert CANARY not in lines.getvalue()


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1-CANARY",
        "xoxe.xoxp-1-CANARY",
        "xapp-1-A-CANARY",
        "https://hooks.slack.com/commands/T1/2/CANARY",
        "https://host.example/confirm/CANARY",
        "http://127.0.0.1:8600/response/CANARY?x=CANARY",
        "postgresql://someone:CANARY@db.example/name",
        "wss://wss.slack.example/link/?ticket=CANARY",
        "Bearer CANARY",
    ],
)
def test_what_opens_something_is_left_out_wherever_it_stands(
    lines: io.StringIO, secret: str
) -> None:
    OURS.warning("it said %s here", secret)
    OURS.warning("it said", extra={"fact": secret, "deep": {"er": [secret, (secret,)]}})
    OURS.warning("it said", extra={"odd": ValueError(secret)})

    said = lines.getvalue()
    assert said.count("(left out)") == 5
    assert CANARY not in said


def test_ids_counts_and_our_own_sentences_stay_whole(lines: io.StringIO) -> None:
    OURS.info("looked at 3 partners: all well", extra={"count": 3, "channel": "C0INT", "no": None})

    said = lines.getvalue()
    assert "looked at 3 partners: all well" in said
    assert "C0INT" in said
    if said.startswith("{"):
        assert json.loads(said)["count"] == 3


def test_a_thread_that_breaks_tells_no_more(lines: io.StringIO) -> None:
    broken = threading.Thread(target=breaks)
    broken.start()
    broken.join()

    assert "a thread broke" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_a_line_that_cannot_be_written_says_only_where_it_was(lines: io.StringIO) -> None:
    # Straight to our own handler: pytest's would fail the test for such a line.
    record = OURS.makeRecord("bot.anything", logging.INFO, "x.py", 7, "%d of them", (CANARY,), None)
    logging.getLogger().handlers[0].handle(record)

    assert "a log line could not be written: bot.anything" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_where_nothing_can_be_said_any_more_the_work_goes_on(lines: io.StringIO) -> None:
    lines.close()

    OURS.error("nobody hears this")


def test_no_value_of_a_variable_is_printed(lines: io.StringIO) -> None:
    def with_local() -> None:
        held = CANARY
        raise LookupError(len(held))

    OURS.error("it broke", exc_info=fault_of(with_local))

    assert "in with_local" in lines.getvalue()
    assert CANARY not in lines.getvalue()


def test_warnings_of_python_go_the_same_way(lines: io.StringIO) -> None:
    logging.captureWarnings(capture=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"odd: {CANARY}", UserWarning, stacklevel=1)
    finally:
        logging.captureWarnings(capture=False)

    assert CANARY not in lines.getvalue()
