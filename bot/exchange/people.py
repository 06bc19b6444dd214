"""Partners, people and touches from files."""

import hashlib
import re
from zoneinfo import available_timezones

from sqlmodel import col, select

from bot.exchange.columns import Column
from bot.exchange.errors import LineError
from bot.exchange.ledger import IMPORT, Ledger
from bot.exchange.values import a_date, needed, one_of
from bot.flows.errors import Refusal
from bot.flows.partners import record as partner_flows
from bot.rules.stages import Stage
from bot.rules.working_calendar import WorkingCalendar
from storage import people
from storage.partners import ChannelKind, Partner, Touch, name_key
from storage.people import Person

PARTNER_COLUMNS = (
    Column("name", required=True, also=("partner", "account", "company")),
    Column("owner"),
    Column("sponsor"),
    Column("stage"),
    Column("signed_on", also=("signed",)),
    Column("rhythm"),
    Column("internal_channel"),
    Column("shared_channel"),
)
PEOPLE_COLUMNS = (
    Column("name", required=True, also=("person",)),
    Column("partner", also=("account",)),
    Column("zone", also=("time_zone", "tz")),
    Column("country"),
    Column("working_days"),
    Column("slack_user_id", also=("slack_id",)),
)
TOUCH_COLUMNS = (
    Column("partner", required=True, also=("account",)),
    Column("contact", required=True),
    Column("on", required=True, also=("date", "happened_on")),
    Column("kind"),
    Column("outcome"),
    Column("by", also=("owner",)),
    Column("id", also=("source_ref", "reference")),
)
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")


class Partners:
    """Takes lines of partners; one that stands gets what the line says and it lacked."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def take(self, row: dict[str, str]) -> None:
        """Take one line: the partner, its people by name, its channels by Slack id."""
        ledger = self._ledger
        name = needed(row["name"], "name")
        stage = one_of(Stage, row["stage"] or Stage.SIGNED.value, "stage")
        signed = a_date(row["signed_on"], "signed_on", ledger.date_format)
        channels = [(kind, self._channel(row, kind)) for kind in ChannelKind]
        try:
            partner = ledger.partner(name)
        except LineError:
            partner = ledger.add_partner(partner_flows.PartnerTerms(name=name, stage=stage))
            ledger.report.made["partners"] -= 1  # it is what the line is about
            ledger.report.added += 1
        else:
            ledger.report.same += 1
        partner.owner_id = ledger.person(row["owner"]) or partner.owner_id
        partner.sponsor_id = ledger.person(row["sponsor"]) or partner.sponsor_id
        partner.signed_on = signed or partner.signed_on
        partner.rhythm = row["rhythm"] or partner.rhythm
        for kind, slack_channel_id in channels:
            if slack_channel_id:
                self._link(partner, slack_channel_id, kind)

    def finish(self) -> None:
        """Nothing is held back."""

    def _channel(self, row: dict[str, str], kind: ChannelKind) -> str:
        typed = row[f"{kind.value}_channel"]
        if typed and not _CHANNEL_ID.fullmatch(typed):
            raise LineError(
                f"{kind.value}_channel {typed!r} is not a Slack channel id like C0123ABC"
            )
        return typed

    def _link(self, partner: Partner, slack_channel_id: str, kind: ChannelKind) -> None:
        try:
            partner_flows.link_channel(
                self._ledger.session,
                partner,
                slack_channel_id=slack_channel_id,
                kind=kind,
                actor=IMPORT,
                now=self._ledger.now,
            )
        except Refusal as refusal:
            raise LineError(refusal.sentence.rstrip(".")) from refusal


def _country(written: str) -> str | None:
    """Return the code of a country whose holidays are known. Raises LineError for another."""
    code = written.strip().upper()
    if not code:
        return None
    try:
        WorkingCalendar("UTC", country=code)
    except ValueError:
        raise LineError(f"country {written!r} is not a country code like DE") from None
    return code


class People:
    """Takes lines of people, ours unless the line names a partner."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._zones = available_timezones()

    def take(self, row: dict[str, str]) -> None:
        """Take one line. A Slack id is only written down: Slack is asked before it counts."""
        ledger = self._ledger
        name, zone, slack_user_id = needed(row["name"], "name"), row["zone"], row["slack_user_id"]
        if zone and zone not in self._zones:
            raise LineError(f"zone {zone!r} is not a time zone like Europe/Berlin")
        if slack_user_id and not _USER_ID.fullmatch(slack_user_id):
            raise LineError(f"slack_user_id {slack_user_id!r} is not a Slack user id like U0123ABC")
        if not re.fullmatch(r"[1-7]{0,7}", row["working_days"]):
            raise LineError("working_days are digits, 1 for Monday to 7 for Sunday")
        country = _country(row["country"])
        partner = ledger.partner(row["partner"]) if row["partner"] else None
        person = self._person(name, slack_user_id, partner)
        person.zone = zone or person.zone
        person.country = country or person.country
        person.working_days = row["working_days"] or person.working_days
        person.slack_user_id = slack_user_id or person.slack_user_id
        ledger.session.add(person)

    def finish(self) -> None:
        """Nothing is held back."""

    def _person(self, name: str, slack_user_id: str, partner: Partner | None) -> Person:
        ledger = self._ledger
        if slack_user_id:
            known = people.of_slack_id(
                ledger.session, workspace_id=ledger.workspace_id, slack_user_id=slack_user_id
            )
            if known is not None:
                ledger.report.same += 1
                return known
        made_before = ledger.report.made["people"]
        person_id = ledger.person(name, partner=partner)
        if ledger.report.made["people"] > made_before:
            ledger.report.made["people"] = made_before  # it is what the line is about
            ledger.report.added += 1
        else:
            ledger.report.same += 1
        return ledger.session.get_one(Person, person_id)


class Touches:
    """Takes lines of touches; one is known by its id, else by all it says."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        known = select(col(Touch.source_ref)).where(
            col(Touch.workspace_id) == ledger.workspace_id, col(Touch.source) == "file"
        )
        self._known = set(ledger.session.exec(known))

    def take(self, row: dict[str, str]) -> None:
        """Take one line."""
        ledger = self._ledger
        happened = a_date(needed(row["on"], "on"), "on", ledger.date_format)
        contact = needed(row["contact"], "contact")
        if happened is None or happened > ledger.today():
            raise LineError("a day that has not come yet")
        partner = ledger.partner(row["partner"])
        said = "\x1f".join([name_key(partner.name), contact, str(happened), row["kind"]])
        reference = row["id"] or hashlib.sha256(said.encode()).hexdigest()
        if reference in self._known:
            ledger.report.same += 1
            return
        self._known.add(reference)
        ledger.report.added += 1
        ledger.session.add(
            Touch(
                workspace_id=ledger.workspace_id,
                partner_id=partner.id,
                contact=contact,
                by_id=ledger.person(row["by"]),
                happened_on=happened,
                kind=row["kind"] or "contact",
                outcome=row["outcome"] or None,
                source="file",
                source_ref=reference,
                recorded_at=ledger.now,
            )
        )

    def finish(self) -> None:
        """Nothing is held back."""
