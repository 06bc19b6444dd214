"""A person's data: what is kept on somebody, sent to an admin as a file, or erased."""

import json
from uuid import UUID

from bot.flows.errors import Refusal
from bot.flows.people import data as people_data
from bot.flows.people.data import Kept
from bot.rules.policy import Who
from handlers.call import Call
from handlers.registry import Entry, Kind
from messages.ids import Action, Callback, as_uuid
from messages.internal import people_data as pages

MOST_OFFERED = 100


def choose(call: Call) -> None:
    """Ask whose data it is about."""
    call.update_view(pages.choose())


def offer(call: Call) -> None:
    """Offer the people whose name holds what was typed."""
    with call.reading() as session:
        found = people_data.choices(session, call.actor, typed=call.value, most=MOST_OFFERED)
    call.offer(pages.options(found))


def show(call: Call) -> None:
    """Say how much is kept on the person chosen."""
    kept = _kept(call, _person(call.inputs.choice(pages.WHO)))
    call.update_view(pages.counted(kept.person_id, kept.name, kept.counts))


def send(call: Call) -> None:
    """Put all of it, as a file, into the admin's own direct messages."""
    kept = _kept(call, _person(call.value))
    head = pages.announced(kept.name)
    posted = call.slack.chat_postMessage(
        channel=call.actor.slack_user_id,
        text=head.text,
        blocks=head.blocks,
        unfurl_links=False,
        unfurl_media=False,
    )
    call.slack.files_upload_v2(
        channel=posted["channel"],
        filename=pages.file_name(kept.person_id),
        content=json.dumps(kept.rows, default=str, ensure_ascii=False, indent=2),
    )
    call.update_view(pages.counted(kept.person_id, kept.name, kept.counts, sent=True))


def erase(call: Call) -> None:
    """Take the person out of everything; Slack asked whether they are sure."""
    person_id = _person(call.value)
    with call.transaction() as session:
        changed = people_data.erase(
            session,
            call.actor,
            workspace_id=call.workspace_id,
            person_id=person_id,
            now=call.now,
        )
    call.update_view(pages.erased(changed))


def _kept(call: Call, person_id: UUID) -> Kept:
    with call.transaction() as session:
        return people_data.kept(
            session,
            call.actor,
            workspace_id=call.workspace_id,
            person_id=person_id,
            now=call.now,
        )


def _person(value: object) -> UUID:
    found = as_uuid(value)
    if found is None:
        raise Refusal("Choose a person.", block_id=pages.WHO)
    return found


ENTRIES = (
    Entry(Kind.ACTION, Action.DATA_CHOOSE, Who.ADMIN, choose),
    Entry(Kind.OPTIONS, Action.DATA_PERSON, Who.ADMIN, offer),
    Entry(Kind.VIEW, Callback.DATA_SHOWN, Who.ADMIN, show),
    Entry(Kind.ACTION, Action.DATA_SEND, Who.ADMIN, send),
    Entry(Kind.ACTION, Action.DATA_ERASE, Who.ADMIN, erase),
)
