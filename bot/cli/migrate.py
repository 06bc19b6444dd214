"""`partner-bot migrate`: the database at this version's schema."""

import typer
from sqlalchemy.exc import DatabaseError

from bot.cli import opening
from storage import migrations
from storage.database import Database


def run() -> int:
    """Migrate, and say from where to where. Raises SettingsError or BadInputError."""
    settings = opening.settings()
    database = Database(settings.database_url.get_secret_value())
    try:
        before = migrations.current(database.engine)
        migrations.upgrade(database.engine)
        after = migrations.current(database.engine)
    except DatabaseError as error:
        raise opening.unopened(error) from error
    finally:
        database.close()
    typer.echo(
        f"The database is at revision {after} already."
        if before == after
        else f"The database went from revision {before or 'none'} to {after}."
    )
    return 0
