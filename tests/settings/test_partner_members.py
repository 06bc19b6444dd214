"""Who works with a partner: named in its settings, held to at once, and all of us again."""

from decimal import Decimal

from sqlmodel import select

from bot.rules.commitments import CommitmentState
from bot.rules.policy import OTHERS_SENTENCE
from bot.sandbox.entities import View
from messages.ids import Action
from storage.audit import Audit
from storage.commitments import Commitment
from storage.goals import Goal
from tests.factories import make_goal
from tests.handlers.conftest import BEN, GUS, NADIA, Office
from tests.handlers.conftest import office as office  # noqa: PLC0414 - the fixture

LENA = "U0LENA"


def settings(office: Office, by: str = NADIA) -> View:
    """Open Acme's settings; return the modal."""
    assert office.sandbox.acts.command(by, "C0INT", "/partner", "settings Acme").ok
    view = office.sandbox.world.open_view(by)
    assert view is not None
    return view


def name(office: Office, *users: str, owner: str = NADIA) -> dict[str, str]:
    """Have the admin name these people; return what is said under the fields."""
    office.sandbox.acts.press(NADIA, settings(office), Action.PARTNER_PEOPLE)
    return office.submit({"owner": owner, "members": list(users)}).errors


def hire_lena(office: Office) -> None:
    office.sandbox.world.add_user(LENA, team="T0HOME", name="lena", real_name="Lena Fox")
    office.sandbox.world.channels["C0INT"].members.append(LENA)


def refused(office: Office) -> int:
    with office.database.across_workspaces.reading() as session:
        return len(session.exec(select(Audit).where(Audit.action == "access.refused")).all())


def test_once_somebody_is_named_others_of_ours_look_and_change_nothing(office: Office) -> None:
    hire_lena(office)
    assert ".\\nAll of us can change things." in str(settings(office).body)
    assert "Written down" in office.types("commit Acme Draft the brief by 1 Dec", by=BEN)

    assert not name(office, LENA)
    assert f"Works with it, besides them and admins: <@{LENA}>" in str(office.form())

    for typed in (
        "commit Acme Call them by 1 Dec",
        "commit Acme",
        "goal Acme won 5 by 1 Dec",
        "goal Acme",
        "kickoff Acme",
    ):
        assert office.types(typed, by=BEN) == OTHERS_SENTENCE
    assert office.sandbox.world.open_view(BEN) is None  # nobody fills in a form for nothing
    assert refused(office) == 5
    assert "Acme" in office.types("show Acme", by=BEN)
    assert "Written down" in office.types("commit Acme Send the deck by 1 Dec", by=LENA)
    assert "Written down" in office.types("commit Acme Sign the form by 1 Dec", by=NADIA)

    assert not name(office)
    assert "Written down" in office.types("commit Acme Call them by 1 Dec", by=BEN)


def test_what_is_ones_own_is_answered_by_who_was_not_named_too(office: Office) -> None:
    hire_lena(office)
    office.types("show Acme", by=BEN)
    with office.database.across_workspaces.transaction() as session:
        ben = office.person(session, BEN)
        make_goal(session, office.partner(session), metric="won", owner=ben)
        make_goal(session, office.partner(session), metric="lost")
    assert not name(office, LENA)
    office.types("commit Acme <@U0BEN> train the reps by 1 Dec")
    office.types("commit Acme sign the form by 1 Dec")
    office.deliver()

    [asked] = office.direct(BEN)
    office.press(asked, Action.COMMITMENT_ACCEPT, by=BEN)
    office.types("", by=BEN)
    done = office.types("done 1", by=BEN)
    anothers = office.types("done sign the form", by=BEN)

    assert "marked *train the reps* as done" in done
    assert anothers == OTHERS_SENTENCE
    assert office.types("log Acme won 5", by=BEN) != OTHERS_SENTENCE
    assert office.types("log Acme lost 5", by=BEN) == OTHERS_SENTENCE
    with office.database.across_workspaces.reading() as session:
        states = {row.title: row.state for row in session.exec(select(Commitment))}
        known = {row.metric: row.newest_value for row in session.exec(select(Goal))}
    assert states["train the reps"] is CommitmentState.DONE
    assert states["sign the form"] is not CommitmentState.DONE
    assert known == {"won": Decimal(5), "lost": None}


def test_a_promise_in_a_list_is_answered_by_its_owner_who_was_not_named(office: Office) -> None:
    hire_lena(office)
    office.types("commit Acme <@U0BEN> train the reps by 1 Dec")
    assert not name(office, LENA)
    office.types("show Acme", by=BEN)
    sheet = office.whisper(BEN)
    assert sheet is not None
    row = next(one for one in sheet.blocks if "train the reps" in str(one.get("text")))
    [accept, *_] = [one["value"] for one in row["accessory"]["options"]]

    menu = {"block_id": row["block_id"], "selected": accept}
    office.press(sheet, Action.COMMITMENT_MENU, by=BEN, **menu)

    assert "Ben Vogt accepted *train the reps*" in office.whispered(BEN)


def test_the_trail_says_who_was_named_and_left_out_by_whom(office: Office) -> None:
    hire_lena(office)
    assert not name(office, LENA)
    assert not name(office, LENA)
    assert not name(office, BEN)

    page = office.types("audit")
    said = [line.partition("Nadia Brooks: ")[2] for line in page.splitlines() if "member" in line]
    assert said == [
        "partner member named, Acme; member: nothing, now Ben Vogt",
        "partner member left out, Acme; member: Lena Fox, now nothing",
        "partner member named, Acme; member: nothing, now Lena Fox",
    ]


def test_a_guest_and_who_only_looks_cannot_be_named(office: Office) -> None:
    office.types("show Acme", by=BEN)
    with office.database.across_workspaces.transaction() as session:
        office.person(session, BEN).only_looks = True

    assert name(office, GUS) == {"members": "Gus Reed is not one of our own people."}
    assert "Ben Vogt only looks" in name(office, BEN)["members"]


def test_neither_one_who_was_named_nor_anybody_else_names_people(office: Office) -> None:
    assert not name(office, BEN)

    assert Action.PARTNER_PEOPLE not in str(settings(office, BEN).body)
