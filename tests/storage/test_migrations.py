from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect

from storage import migrations
from storage.database import Database


def test_the_migrations_end_in_the_models(empty_database_url: str, metadata: MetaData) -> None:
    database = Database(empty_database_url)
    migrations.upgrade(database.engine)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    database.close()

    assert differences == []


def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert migrations.current(database.engine) is None

    for _ in range(2):
        migrations.upgrade(database.engine)
        assert migrations.current(database.engine) == migrations.newest()
    database.close()


def test_constraints_and_indexes_are_the_models_own(
    empty_database_url: str, database: Database, metadata: MetaData
) -> None:
    migrated = Database(empty_database_url)
    migrations.upgrade(migrated.engine)
    if database.is_sqlite != migrated.is_sqlite:
        migrated.close()
        return

    ours, theirs = inspect(database.engine), inspect(migrated.engine)
    for table in metadata.tables:
        for of in ("get_unique_constraints", "get_indexes", "get_foreign_keys"):
            assert _named(getattr(ours, of)(table)) == _named(getattr(theirs, of)(table)), table
    migrated.close()


def _named(found: list[dict[str, object]]) -> list[str]:
    return sorted(str(sorted(each.items(), key=str)) for each in found)


def test_the_newest_revision_is_read_off_the_files_as_alembic_reads_it() -> None:
    assert (
        migrations.newest() == ScriptDirectory.from_config(migrations.config()).get_current_head()
    )
