"""The workspace's own numbers: who may set them, what is refused, and how they are taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from bot.flows.actors import Actor
from bot.flows.errors import Refusal
from bot.flows.people.identity import actor_of
from bot.flows.workspace import limits
from bot.flows.workspace import settings as workspace_settings
from bot.rules.defaults import DEFAULTS
from bot.rules.limit_settings import of_group
from bot.rules.setting import Group
from messages.internal.workspace_settings import LastChange, Step, form, overview
from storage.audit import Audit
from storage.workspaces import Workspace
from tests.factories import NOW, make_person, make_workspace
from tests.slack_limits import check_shown

SOON, LATER = NOW + timedelta(seconds=1), NOW + timedelta(seconds=2)


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return make_workspace(session)


@pytest.fixture
def admin(session: Session, workspace: Workspace) -> Actor:
    return actor_of(make_person(session, workspace, is_admin=True))


def test_what_an_admin_sets_holds_and_only_what_differs_is_kept(
    session: Session, workspace: Workspace, admin: Actor
) -> None:
    typed = {"same_fact_days": "14", "snoozes": "2", "snooze_hours": ""}

    changed = workspace_settings.save(session, admin, Group.REPEATS, typed, now=NOW)

    assert changed == [Step("The same fact again after", "7", "14")]
    assert workspace.settings == {"same_fact_days": "14"}
    assert limits.of(session, workspace.id).same_fact_days == 14
    assert limits.of(session, make_workspace(session).id) == DEFAULTS


def test_one_group_leaves_the_others_as_they_were(
    session: Session, workspace: Workspace, admin: Actor
) -> None:
    workspace_settings.save(session, admin, Group.REPEATS, {"snoozes": "3"}, now=NOW)
    workspace_settings.save(session, admin, Group.READINGS, {"reading_asks": "5"}, now=NOW)

    assert workspace.settings == {"snoozes": "3", "reading_asks": "5"}


def test_every_wrong_field_gets_its_sentence_and_nothing_is_kept(
    session: Session, workspace: Workspace, admin: Actor
) -> None:
    typed = {"snoozes": "many", "same_fact_days": "0"}

    assert workspace_settings.faults(session, admin, Group.REPEATS, typed) == {
        "snoozes": "Write a whole number from 0 to 10.",
        "same_fact_days": "Choose something from 1 to 90.",
    }
    with pytest.raises(Refusal):
        workspace_settings.save(session, admin, Group.REPEATS, typed, now=NOW)
    assert workspace.settings == {}


def test_hours_that_do_not_fit_together_are_refused(session: Session, admin: Actor) -> None:
    assert workspace_settings.faults(session, admin, Group.HOURS, {"day_opens": "10:00"}) == {
        "daily_hour": "It has to lie outside the quiet hours."
    }


def test_the_last_change_is_taken_back_with_one_button_and_can_be_made_again(
    session: Session, workspace: Workspace, admin: Actor
) -> None:
    workspace_settings.save(session, admin, Group.REPEATS, {"snoozes": "3"}, now=NOW)
    _, last = workspace_settings.shown(session, admin)
    assert last is not None

    workspace_settings.undo(session, admin, last.entry_id, now=SOON)

    assert workspace.settings == {}
    with pytest.raises(Refusal, match="changed again since"):
        workspace_settings.undo(session, admin, last.entry_id, now=LATER)
    _, newest = workspace_settings.shown(session, admin)
    assert newest is not None
    workspace_settings.undo(session, admin, newest.entry_id, now=LATER)
    assert workspace.settings == {"snoozes": "3"}
    assert len(session.exec(select(Audit)).all()) == 3


def test_only_an_admin_may_change_them(session: Session, workspace: Workspace) -> None:
    other = actor_of(make_person(session, workspace, name="Lena"))

    with pytest.raises(Refusal, match="Only a workspace admin"):
        workspace_settings.save(session, other, Group.REPEATS, {"snoozes": "3"}, now=NOW)
    with pytest.raises(Refusal, match="Only a workspace admin"):
        workspace_settings.undo(session, other, None, now=NOW)


def test_a_stored_setting_nobody_can_read_is_left_out(
    session: Session, workspace: Workspace
) -> None:
    workspace.settings = {"snoozes": "often", "reading_asks": "4"}
    session.flush()

    assert limits.of(session, workspace.id).snoozes == 2
    assert limits.of(session, workspace.id).reading_asks == 4


def test_every_form_is_within_slacks_limits() -> None:
    steps = [Step("x" * 80, "<!channel>" * 9, "*bold*" * 9)] * 60
    last = LastChange(uuid4(), NOW, "<!here> " * 40, steps)

    check_shown(overview(DEFAULTS, last))
    check_shown(overview(DEFAULTS, None))
    for group in Group:
        assert of_group(group)
        check_shown(form(group, DEFAULTS))
