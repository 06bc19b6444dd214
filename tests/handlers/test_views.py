"""Who looked at our own pages stands in the audit trail, once a day."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from bot.flows.people.identity import actor_of
from bot.flows.workspace import audit_page
from bot.flows.workspace.views import Page, Views
from messages.internal.audit_page import AuditPage, ViewLine, audit
from storage import trail
from storage.audit import Audit
from storage.database import Database
from tests.factories import NOW, make_partner, make_person, make_workspace
from tests.handlers.conftest import INTERNAL, Office
from tests.slack_limits import check_message


def _views(session: Session) -> list[tuple[UUID, str]]:
    found = session.exec(select(Audit).where(col(Audit.action) == trail.VIEWED)).all()
    nobody = UUID(int=0)
    return sorted((one.subject_id or nobody, str((one.after or {})["page"])) for one in found)


def test_a_view_is_noted_once_for_a_person_page_partner_and_day(
    sqlite_database: Database,
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        acme = make_partner(session, workspace, owner=nadia)
    own, actor = sqlite_database.within(workspace.id).transaction, actor_of(nadia)

    process, another = Views(), Views()
    for views in (process, process, another):
        views.note(own, actor, Page.HEALTH, partner_id=acme.id, now=NOW)
        views.note(own, actor, Page.HOME, partner_id=None, now=NOW)
    with own() as session:
        assert _views(session) == sorted([(acme.id, "health"), (nadia.id, "home")])

    process.note(own, actor, Page.HEALTH, partner_id=acme.id, now=NOW + timedelta(days=1))
    with own() as session:
        assert len(_views(session)) == 3


def test_an_owner_sees_who_looked_at_their_partners_and_an_admin_all(
    sqlite_database: Database,
) -> None:
    with sqlite_database.across_workspaces.transaction() as session:
        workspace = make_workspace(session)
        nadia = make_person(session, workspace)
        ada = make_person(session, workspace, name="Ada", is_admin=True)
        acme = make_partner(session, workspace, owner=nadia, name="Acme")
    own = sqlite_database.within(workspace.id)
    Views().note(own.transaction, actor_of(ada), Page.HEALTH, partner_id=acme.id, now=NOW)
    Views().note(own.transaction, actor_of(ada), Page.HOME, partner_id=None, now=NOW)

    with own.reading() as session:
        hers = audit_page.page(session, actor_of(nadia), now=NOW)
        all_of_it = audit_page.page(session, actor_of(ada), now=NOW)

    assert hers.views == [ViewLine(NOW, "Ada", "health", "Acme")]
    assert [line.page for line in all_of_it.views] == ["home", "health"]
    assert all_of_it.changes == [], "to look at something changes nothing"


def test_the_last_views_stand_below_the_changes() -> None:
    line = ViewLine(NOW, "Nadia Brooks", "health", "Acme")
    page = AuditPage(90, everything=True, rules=[], partners=[], changes=[], views=[line] * 10)
    check_message(audit(page))
    assert "Nadia Brooks: health, Acme" in audit(page).text


def test_what_somebody_opens_in_slack_is_noted(office: Office) -> None:
    for command in ("health Acme", "audit", "qbr Acme"):
        office.types(command, channel=INTERNAL)

    with office.database.across_workspaces.reading() as session:
        pages = [page for _, page in _views(session)]
    assert sorted(pages) == ["audit", "health", "qbr page"]
