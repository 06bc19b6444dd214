"""A file, taken into a ledger."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, select

from bot.cli import import_
from bot.exchange.importing import Wish
from bot.exchange.report import Report
from storage.audit import Audit
from storage.database import Database

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


DEALS = """\
id,account,stage,engage_date,close_date,close_value
D1,Acme,Won,2026-01-05,2026-02-01,1200.50
D2,Acme,Engaging,2026-02-02,,
D3,Bravo,Prospecting,,,
"""


def take(
    database: Database, kind: str, path: Path, *pairs: str, dry_run: bool = False, **wishes: str
) -> Report:
    wish = Wish(kind, path, dict(pair.split("=") for pair in pairs), **wishes)
    return import_.run(database, wish, dry_run=dry_run, now=NOW)


def sheet(tmp_path: Path, text: str, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def of_imports(session: Session) -> list[Audit]:
    return [each for each in session.exec(select(Audit)) if each.action.startswith("import.")]
