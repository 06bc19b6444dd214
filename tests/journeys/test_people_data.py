"""An admin sees everything kept on somebody, gets it as a file, and erases it."""

import json

from bot.demo import cast
from messages.ids import Action
from storage.people import Person
from tests.journeys.conftest import Town
from tests.nudges.rows import all_of
from tests.slack_limits import shown

ACME = next(company for company in cast.COMPANIES if company.slug == "acme")
ADMIN = cast.MANAGER


def test_an_admin_gets_it_all_as_a_file_and_erases_it(small_town: Town) -> None:
    lena = next(
        one for one in all_of(small_town.database, Person) if one.slack_user_id == cast.SELLER
    )
    name = lena.name
    small_town.type(ADMIN, ACME.internal_channel, "settings workspace")
    small_town.press(ADMIN, small_town.modal(ADMIN), Action.DATA_CHOOSE)
    typed = name[:4].lower()
    found = small_town.sandbox.acts.suggest(
        ADMIN, small_town.modal(ADMIN).id, Action.DATA_PERSON, "people_data.who", typed
    )
    [offered] = (found.ack or {})["options"]

    outcome = small_town.submit(ADMIN, {"people_data.who": {Action.DATA_PERSON: offered["value"]}})

    assert outcome.ok, outcome.error
    page = small_town.modal(ADMIN)
    assert "Who they are, and their settings: 1" in shown(page.body["blocks"])

    small_town.press(ADMIN, page, Action.DATA_SEND, value=str(lena.id))
    [file_id] = [file for post in small_town.direct(ADMIN) for file in post.files]
    content = small_town.sandbox.world.files[file_id].content
    assert json.loads(content)["person"][0]["name"] == name

    small_town.press(ADMIN, small_town.modal(ADMIN), Action.DATA_ERASE, value=str(lena.id))

    names = {one.name for one in all_of(small_town.database, Person)}
    assert "Erased person" in names
    assert name not in names
