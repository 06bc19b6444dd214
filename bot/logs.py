"""Log lines: a sentence and its facts, as text for people or JSON for machines."""

import logging
import sys

import structlog

from bot.settings import LogFormat

# They log what they send, or every connection.
NOISY = ("slack_sdk", "slack_bolt", "apscheduler", "uvicorn", "alembic", "matplotlib")


def configure(shape: LogFormat, *, level: int = logging.INFO) -> None:
    """Send every log line to stderr in one shape; calling it again changes the shape."""
    as_json = shape is LogFormat.JSON
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
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
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
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
