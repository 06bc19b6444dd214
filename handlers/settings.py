"""Settings: a person's own, the workspace's, and being away."""

from datetime import date

from sqlmodel import Session

from bot.flows.errors import Refusal
from bot.flows.people import my_settings
from bot.flows.people.my_settings import Typed
from bot.flows.workspace import settings as workspace_settings
from bot.rules.kinds import NudgeKind
from bot.rules.limit_settings import of_group
from bot.rules.policy import Who
from bot.rules.setting import Group
from handlers import home, partner_settings
from handlers.call import Call
from handlers.commands_away import absence
from handlers.commands_partner import today
from handlers.registry import Entry, Kind
from messages.audience import InternalView
from messages.ids import Action, Callback, as_uuid
from messages.internal import my_settings as my_form
from messages.internal import my_settings_answers as answers
from messages.internal import workspace_settings as workspace_form

AWAY_OFF = {"off", "back", "no", "none", "end"}


def command(call: Call) -> None:
    """`/partner settings`: open one's own, a named partner's, or for an admin the workspace's."""
    if call.words.strip().lower() == "workspace":
        show_workspace(call)
    elif call.words.strip():
        partner_settings.by_command(call)
    else:
        open_mine(call)


def open_mine(call: Call) -> None:
    """Open a person's own settings."""
    with call.reading() as session:
        view = my_form.settings(my_settings.mine(session, call.actor, now=call.now))
    call.open(view)


def save_mine(call: Call) -> None:
    """Keep them; Home says so."""
    with call.transaction() as session:
        my_settings.save(session, call.actor, _typed(call), now=call.now)
    call.close()
    home.refresh(call)


def put_back_mine(call: Call) -> None:
    """Undo the last change of one's own settings, and show how they stand."""
    with call.transaction() as session:
        my_settings.put_back(session, call.actor, as_uuid(call.value), now=call.now)
        view = my_form.settings(my_settings.mine(session, call.actor, now=call.now))
    call.update_view(view)
    home.refresh(call)


def away(call: Call) -> None:
    """`/partner away [from-to|off]`: say when one is away, or back."""
    words = call.words.strip()
    with call.transaction() as session:
        mine = my_settings.mine(session, call.actor, now=call.now)
        first, last = before = (mine.away_from, mine.away_to)
        if words:
            first, last = _absence_typed(words, today(call))
            my_settings.set_away(session, call.actor, first=first, last=last, now=call.now)
    changed = (first, last) != before
    call.answer(answers.away(first, last, today=today(call), changed=changed))
    if changed:
        home.refresh(call)


def mute(call: Call) -> None:
    """Button "Not for a week": leave out one kind of nudge."""
    with call.transaction() as session:
        kind, last = my_settings.mute(session, call.actor, rule=call.value, now=call.now)
    call.answer(answers.muted(kind, last))


def show_workspace(call: Call) -> None:
    """Show the workspace's numbers, or go back to them."""
    with call.reading() as session:
        view = _overview(call, session)
    _show(call, view)


def open_group(call: Call) -> None:
    """Open the form of one group."""
    group = _group(call.value)
    with call.reading() as session:
        limits, _ = workspace_settings.shown(session, call.actor)
    call.update_view(workspace_form.form(group, limits))


def save_group(call: Call) -> None:
    """Keep one group's numbers, or say under each wrong field what is wrong."""
    group = _group(str(call.private.get("group")))
    typed = {each.field: call.inputs.text(each.field) for each in of_group(group)}
    with call.transaction() as session:
        wrong = workspace_settings.faults(session, call.actor, group, typed)
        if not wrong:
            workspace_settings.save(session, call.actor, group, typed, now=call.now)
        view = _overview(call, session)
    if wrong:
        call.errors(wrong)
    else:
        call.update_view(view)


def undo(call: Call) -> None:
    """Put back what the workspace's numbers were before their last change."""
    with call.transaction() as session:
        workspace_settings.undo(session, call.actor, as_uuid(call.value), now=call.now)
        view = _overview(call, session)
    call.update_view(view)


def _overview(call: Call, session: Session) -> InternalView:
    return workspace_form.overview(*workspace_settings.shown(session, call.actor))


def _show(call: Call, view: InternalView) -> None:
    if call.origin.in_modal:
        call.update_view(view)
    else:
        call.open(view)


def _group(key: str) -> Group:
    found = [group for group in Group if group.key == key]
    if not found:
        raise Refusal("That form is from an older version. Open the settings again.")
    return found[0]


def _absence_typed(words: str, day: date) -> tuple[date | None, date | None]:
    if words.lower() in AWAY_OFF:
        return None, None
    return absence(words, day)


def _typed(call: Call) -> Typed:
    hour = call.inputs.choice(my_form.DAILY_HOUR) or ""
    if hour != my_form.AS_WORKSPACE and not hour.isdigit():
        raise Refusal("Choose an hour.", block_id=my_form.DAILY_HOUR)
    days = set(call.inputs.choices(my_form.WORKING_DAYS)) & set("1234567")
    wanted = set(call.inputs.choices(my_form.KINDS)) & set(NudgeKind)
    return Typed(
        daily_hour=None if hour == my_form.AS_WORKSPACE else int(hour),
        working_days="".join(sorted(days)),
        country=call.inputs.text(my_form.COUNTRY),
        away=(call.inputs.date(my_form.AWAY_FROM), call.inputs.date(my_form.AWAY_TO)),
        wanted=frozenset(NudgeKind(kind) for kind in wanted),
        until=call.inputs.date(my_form.MUTED_UNTIL),
    )


ENTRIES = (
    Entry(Kind.COMMAND, "settings", Who.VIEWER, command),
    Entry(Kind.COMMAND, "away", Who.VIEWER, away),
    Entry(Kind.ACTION, Action.HOME_SETTINGS, Who.VIEWER, open_mine),
    Entry(Kind.VIEW, Callback.HOME_SETTINGS, Who.VIEWER, save_mine),
    Entry(Kind.ACTION, Action.SETTINGS_PUT_BACK, Who.VIEWER, put_back_mine),
    Entry(Kind.ACTION, Action.NUDGE_MUTE, Who.VIEWER, mute),
    Entry(Kind.ACTION, Action.SETTINGS_WORKSPACE, Who.ADMIN, show_workspace),
    Entry(Kind.ACTION, Action.SETTINGS_GROUP, Who.ADMIN, open_group),
    Entry(Kind.VIEW, Callback.SETTINGS_GROUP, Who.ADMIN, save_group),
    Entry(Kind.ACTION, Action.SETTINGS_UNDO, Who.ADMIN, undo),
)
