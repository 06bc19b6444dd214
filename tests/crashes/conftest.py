"""Databases with the cast of the small town, once SQLite and once PostgreSQL."""

import pytest

from tests.crashes.databases import Fresh, on_file, on_server


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Return how to get a settled SQLite database; the one before is gone then."""
    return on_file(tmp_path_factory.mktemp("crashes"))


@pytest.fixture(scope="session")
def fresh_on_server(postgres_server: str, worker_id: str) -> Fresh:
    """Return how to get a settled PostgreSQL database; the one before is gone then."""
    return on_server(postgres_server, name=worker_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Return how to get a settled database, once SQLite and once PostgreSQL."""
    name = "fresh_file" if request.param == "sqlite" else "fresh_on_server"
    made: Fresh = request.getfixturevalue(name)
    return made
