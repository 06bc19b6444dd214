"""Where several workspaces are stored, `import` and `export` are told which one is meant."""

from pathlib import Path

import pytest

from storage.database import Database
from tests import factories
from tests.cli.conftest import Run

MANY = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s"}


@pytest.fixture
def two(tmp_path: Path, partner_bot: Run) -> Path:
    """Return a file of partners, beside a database of two workspaces with one partner each."""
    partner_bot("migrate")
    database = Database(f"sqlite:///{tmp_path / 'bot.db'}")
    with database.across_workspaces.transaction() as session:
        for slack_id, partner in (("T0NORTH", "Initech"), ("T0SOUTH", "Globex")):
            workspace = factories.make_workspace(session, slack_team_id=slack_id)
            factories.make_partner(session, workspace, name=partner)
    database.close()
    file = tmp_path / "partners.csv"
    file.write_text("name\nHooli\n")
    return file


def test_a_ledger_is_written_and_read_for_the_workspace_that_is_named(
    partner_bot: Run, two: Path
) -> None:
    imported = partner_bot("import", "partners", str(two), SLACK_WORKSPACE="T0SOUTH", **MANY)
    assert imported.code == 0, imported.complained

    out = two.with_name("out.csv")
    partner_bot("export", "partners", str(out), SLACK_WORKSPACE="T0SOUTH")
    south = out.read_text()
    out.unlink()
    partner_bot("export", "partners", str(out), SLACK_WORKSPACE="T0NORTH")

    assert [name in south for name in ("Hooli", "Globex", "Initech")] == [True, True, False]
    assert [name in out.read_text() for name in ("Hooli", "Globex", "Initech")] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("words", "environment", "sentence"),
    [
        pytest.param(["export", "all"], {}, "set SLACK_WORKSPACE", id="none named"),
        pytest.param(["import", "partners"], MANY, "Set SLACK_WORKSPACE", id="none named, at all"),
        pytest.param(
            ["export", "all"],
            {"SLACK_WORKSPACE": "T0X"},
            "No workspace T0X is stored",
            id="unknown",
        ),
    ],
)
def test_a_workspace_that_is_not_clear_is_asked_for(
    partner_bot: Run, two: Path, words: list[str], environment: dict[str, str], sentence: str
) -> None:
    file = two if words[0] == "import" else two.with_name("out.xlsx")

    ended = partner_bot(*words, str(file), **environment)

    assert ended.code == 2
    assert sentence in ended.sentence
