"""Log lines: a sentence and its facts, as text for people or JSON for machines.

Never what somebody wrote: of a fault its kind and where it happened, of other libraries' lines
their beginning, and nothing that opens anything.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.settings import LogFormat

# They log what they send, or every connection.
NOISY = ("slack_sdk", "slack_bolt", "apscheduler", "uvicorn", "alembic", "matplotlib")
OURS = ("bot", "handlers", "storage", "messages")
LEFT_OUT = "(left out)"
_SECRET = re.compile(r"xox[a-z]-[\w.%-]+|xoxe\.[\w.%-]+|xapp-[\w.%-]+|Bearer\s+\S+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?P<host>[a-z][a-z0-9+.-]*://)(?:[^\s/@]*@)?(?P<where>[^\s/?#@]+)[/?#]\S*")
_FIRST_VALUE = re.compile(r"""[:(<{\["'`\n]""")
_SLACK_CODE = re.compile(r"[a-z_*]{1,60}")
_PACKAGES = Path(__file__).parents[1]

Facts = structlog.types.EventDict


def configure(shape: LogFormat, *, level: int = logging.INFO) -> None:
    """Send every log line to stderr in one shape; calling it again changes the shape."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if shape is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    facts: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=facts,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_words_of_others,
            faults_without_words,
            without_secrets,
            renderer,
        ],
    )
    handler = _Stderr(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It logs a failed call as an error, and raises it as well: who made the call says more.
    logging.getLogger("slack_sdk.web").setLevel(logging.CRITICAL)
    # At every start it warns that it leaves SLACK_BOT_TOKEN alone, which is as it should be.
    logging.getLogger("slack_bolt.App").setLevel(logging.ERROR)
    threading.excepthook = _log_broken_thread


class _Stderr(logging.StreamHandler[Any]):
    """Python's own handler prints the arguments of a line that it cannot write."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - Python's name
        """Say where the line was, and nothing of it; where nothing can be said, go on."""
        with suppress(OSError, ValueError):  # the stream is broken, or closed
            self.stream.write(f"a log line could not be written: {record.name}:{record.lineno}\n")


def without_words_of_others(_logger: Any, _method: str, facts: Facts) -> Facts:
    """Cut another library's sentence where the first value in it begins.

    They put payloads and what exceptions say into their sentences.
    """
    if facts.get("logger", "").partition(".")[0] not in OURS:
        begins = _FIRST_VALUE.split(str(facts.get("event", "")), maxsplit=1)
        facts["event"] = begins[0].rstrip() if len(begins) == 1 else f"{begins[0].rstrip()} …"
    return facts


def faults_without_words(_logger: Any, _method: str, facts: Facts) -> Facts:
    """Put in an exception's place its kind, where it came from, and its causes alike."""
    fault = facts.pop("exc_info", None)
    if fault is True:
        fault = sys.exc_info()
    if isinstance(fault, tuple):
        fault = fault[1]
    facts.pop("stack_info", None)
    if isinstance(fault, BaseException):
        facts["exception"] = "\n".join(_told(fault))
    return facts


def without_secrets(_logger: Any, _method: str, facts: Facts) -> Facts:
    """Leave out tokens, and of addresses everything after the host: it may open something."""
    return {name: _quiet(value) for name, value in facts.items()}


def _quiet(value: Any) -> Any:
    if isinstance(value, str):
        hidden = _SECRET.sub(LEFT_OUT, value)
        return _ADDRESS.sub(rf"\g<host>\g<where>/{LEFT_OUT}", hidden)
    if isinstance(value, dict):
        return {name: _quiet(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_quiet(each) for each in value]
    return value if value is None or isinstance(value, int | float) else _quiet(str(value))


def _told(fault: BaseException | None) -> Iterator[str]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield f"{type(fault).__module__}.{type(fault).__qualname__}{_code(fault)}"
        for frame in traceback.extract_tb(fault.__traceback__):
            yield f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
        if isinstance(fault, BaseExceptionGroup):
            for each in fault.exceptions:
                yield from (f"  {line}" for line in _told(each))
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def _code(fault: BaseException) -> str:
    """Return the word a machine gave the fault, where it is one of a closed set."""
    if isinstance(fault, SlackApiError):
        code = str(fault.response.get("error")) if hasattr(fault.response, "get") else ""
        return f" {code}" if _SLACK_CODE.fullmatch(code) else ""
    names = ("sqlite_errorname", "sqlstate", "errno")
    found = (getattr(fault, name, None) for name in names)
    return next((f" {code}" for code in found if code is not None), "")


def _place(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_PACKAGES):
        return str(path.relative_to(_PACKAGES))
    return "/".join(path.parts[-2:])


def _log_broken_thread(broke: threading.ExceptHookArgs) -> None:
    if broke.exc_type is SystemExit:
        return
    log = logging.getLogger(__name__)
    log.critical("a thread broke", exc_info=broke.exc_value)
