"""The schema's history: how a database gets from any earlier version to this one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; harmless when it is there already."""
    with engine.begin() as connection:
        found = config()
        found.attributes["connection"] = connection
        command.upgrade(found, "head")


def current(engine: Engine) -> str | None:
    """Return the database's revision; None for one without a schema."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(config()).get_current_head()


def config() -> Config:
    """Return Alembic's configuration for this folder."""
    found = Config()
    found.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found
