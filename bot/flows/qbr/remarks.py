"""What our own people said of what slipped: never on the page that both sides read."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from bot.rules.pace import Band
from messages.ids import as_uuid
from messages.internal.qbr_content import Remark
from messages.shared.qbr_content import QbrPage
from storage import people, trail
from storage.audit import Audit
from storage.people import Person, Side

# Where the trail keeps the words; a goal the sides differ on has them in its reason.
WORDS = {"commitment.commented": "text", "goal.commented": "text", "goal.not_aligned": "reason"}


def remarks_of(session: Session, page: QbrPage, *, workspace_id: UUID) -> tuple[Remark, ...]:
    """Return the last word of ours on each thing of the page that slipped or is not aligned."""
    about = {one.id: one.title for one in page.slipped}
    about |= {
        one.id: one.name for one in page.goals if one.is_behind or one.band is Band.NOT_ALIGNED
    }
    entries = trail.newest_of(
        session, workspace_id=workspace_id, subject_ids=about, actions=[*WORDS]
    )
    authors = [as_uuid(entry.actor) for entry in entries]
    known = people.of_ids(session, workspace_id=workspace_id, person_ids=authors)
    found: dict[UUID, Remark] = {}
    for entry in entries:
        remark = _remark(entry, about, known)
        if remark is not None:
            found.setdefault(remark.subject_id, remark)
    return tuple(found[subject] for subject in about if subject in found)


def _remark(entry: Audit, about: Mapping[UUID, str], known: Mapping[UUID, Person]) -> Remark | None:
    """Return what the entry says; None for the partner's own words, which the page has."""
    author, subject = as_uuid(entry.actor), entry.subject_id
    said = (entry.after or {}).get(WORDS[entry.action])
    person = known.get(author) if author else None
    if not said or subject is None or person is None or person.side is not Side.OURS:
        return None
    return Remark(subject, about[subject], str(said), person.name, entry.at)
