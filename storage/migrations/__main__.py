"""`python -m storage.migrations "Say what changes"`: write the next revision, to be read over."""

import sys

from alembic import command
from sqlalchemy import create_engine

from storage.migrations import config, newest, upgrade

if __name__ == "__main__":
    engine = create_engine("sqlite://")
    if newest() is not None:
        upgrade(engine)
    number = int(newest() or 0) + 1
    with engine.begin() as connection:
        found = config()
        found.attributes["connection"] = connection
        command.revision(found, message=sys.argv[1], autogenerate=True, rev_id=f"{number:04}")
