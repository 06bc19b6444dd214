"""What every kind of file needs of the ledger: partners and people by name, found once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from uuid import UUID

from sqlmodel import Session, col, select

from bot.exchange.errors import LineError
from bot.exchange.report import Report
from bot.flows.actors import System
from bot.flows.errors import Refusal
from bot.flows.partners import record as partner_flows
from bot.flows.people import identity as people_flows
from bot.rules.stages import Stage
from storage import people
from storage.partners import Partner, name_key
from storage.people import Side

IMPORT = System("import")


@dataclass
class Ledger:
    """One import's view of one workspace, in the caller's transaction."""

    session: Session
    workspace_id: UUID
    now: datetime
    report: Report
    date_format: str | None = None
    currency: str = "USD"
    _partners: dict[str, Partner] = field(default_factory=dict, init=False)
    _people: dict[tuple[str, UUID | None], UUID] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        known = select(Partner).where(col(Partner.workspace_id) == self.workspace_id)
        self._partners = {partner.name_key: partner for partner in self.session.exec(known)}

    def partner(self, name: str, *, make: bool = False) -> Partner:
        """Return the partner of that name; ``make`` adds one nobody knows yet.

        Raises LineError for an empty name, or an unknown one with the nearest that is known.
        """
        if not name_key(name):
            raise LineError("no partner")
        found = self._partners.get(name_key(name))
        if found is not None:
            return found
        if not make:
            raise LineError(f"no partner called {name!r}{self._nearest(name)}")
        return self.add_partner(partner_flows.PartnerTerms(name=name, stage=Stage.SIGNED))

    def add_partner(self, terms: partner_flows.PartnerTerms) -> Partner:
        """Add a partner and count it. Raises LineError when its name cannot be one."""
        try:
            made = partner_flows.add(
                self.session, terms, workspace_id=self.workspace_id, actor=IMPORT, now=self.now
            )
        except Refusal as refusal:
            raise LineError(refusal.sentence.rstrip(".")) from refusal
        self._partners[made.name_key] = made
        self.report.made["partners"] += 1
        return made

    def person(self, name: str, *, partner: Partner | None = None) -> UUID | None:
        """Return the id of our person of that name, or of the partner's; None for no name."""
        if not name_key(name):
            return None
        partner_id = partner.id if partner is not None else None
        key = (name_key(name), partner_id)
        if key not in self._people:
            side = Side.OURS if partner is None else Side.THEIRS
            known = people.named(
                self.session, workspace_id=self.workspace_id, key=key[0], partner_id=partner_id
            )
            made = people_flows.find_or_make_by_name(
                self.session,
                workspace_id=self.workspace_id,
                name=name,
                side=side,
                partner_id=partner_id,
            )
            self.report.made["people"] += made.id not in {person.id for person in known}
            self._people[key] = made.id
        return self._people[key]

    def today(self) -> date:
        """Return the date of the import, UTC: for files that give none."""
        return self.now.date()

    def _nearest(self, name: str) -> str:
        close = get_close_matches(name_key(name), self._partners, n=1)
        return f"; did you mean {self._partners[close[0]].name!r}?" if close else ""
