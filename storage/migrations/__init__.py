"""The schema's history: how a database gets from any earlier version to this one.

Alembic is imported only to change a schema: at every start the version is merely compared.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER = Path(__file__).parent


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest revision; harmless when it is there already."""
    from alembic import command  # noqa: PLC0415 - 11 MB that a running bot does not need

    with engine.begin() as connection:
        found = config()
        found.attributes["connection"] = connection
        command.upgrade(found, "head")


def current(engine: Engine) -> str | None:
    """Return the database's revision; None for one without a schema."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar_one_or_none()


def newest() -> str:
    """Return the newest revision there is: files are named by their revision, in order."""
    return max(file.name.split("_")[0] for file in (_FOLDER / "versions").glob("[0-9]*_*.py"))


def config() -> "Config":
    """Return Alembic's configuration for this folder."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    found = Config()
    found.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    found.set_main_option("path_separator", "os")
    return found
