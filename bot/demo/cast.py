"""Who lives in the demo: our people, a dozen partners, and a person of each partner."""

from dataclasses import dataclass

from bot.rules.working_calendar import WorkingCalendar

TEAM = "T0NORTHWIND"
TEAM_NAME = "Northwind Hardware"
BOT_USER = "U0PARTNERBOT"

MANAGER = "U0NADIA"
SELLER = "U0LENA"
ENGINEER = "U0ARJUN"
SPONSOR = "U0MARTIN"
GUEST = "U0TOMAS"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of our people."""

    user: str
    handle: str
    name: str
    zone: str
    country: str
    title: str
    color: str
    is_admin: bool = False

    @property
    def calendar(self) -> WorkingCalendar:
        """When they work: Monday to Friday, but for their country's holidays."""
        return WorkingCalendar(zone=self.zone, country=self.country)


COLLEAGUES = (
    Colleague(
        MANAGER,
        "nadia",
        "Nadia Brooks",
        "America/New_York",
        "US",
        "Partner manager",
        "4a154b",
        is_admin=True,
    ),
    Colleague(SELLER, "lena", "Lena Vogt", "Europe/Berlin", "DE", "Account executive", "1264a3"),
    Colleague(ENGINEER, "arjun", "Arjun Rao", "Asia/Kolkata", "IN", "Solutions engineer", "2b7a3d"),
    Colleague(
        SPONSOR, "martin", "Martin Hale", "Europe/London", "GB-ENG", "VP alliances", "b35c00"
    ),
)


@dataclass(frozen=True, slots=True)
class Company:
    """A partner, its channels and its own person, who is in another company's Slack.

    ``days_signed`` and ``qbr_in`` are days from the start of the demo; ``qbr_in`` None: no date.
    """

    slug: str
    name: str
    person: str
    title: str
    zone: str
    country: str
    owner: str = MANAGER
    days_signed: int = 150
    qbr_in: int | None = None

    @property
    def team(self) -> str:
        """The partner's own workspace."""
        return f"T0{self._code}"

    @property
    def user(self) -> str:
        """The partner's person in it."""
        return f"U0{self._code}"

    @property
    def internal_channel(self) -> str:
        """Our own channel about the partner."""
        return f"C0{self._code}OURS"

    @property
    def shared_channel(self) -> str:
        """The channel both companies are in."""
        return f"C0{self._code}BOTH"

    @property
    def _code(self) -> str:
        return self.slug.replace("-", "").upper()


# The first is fresh from its signature: no deal, no goal, and the kickoff still to come.
BLUTH = Company(
    "bluth", "Bluth Company", "Sofia Marin", "Channel lead", "Europe/Madrid", "ES", days_signed=5
)
COMPANIES = (
    BLUTH,
    Company(
        "acme", "Acme Corporation", "Will Doyle", "Alliances", "America/Denver", "US", qbr_in=13
    ),
    Company("domzoom", "Domzoom", "Ines Costa", "Partner sales", "Europe/Lisbon", "PT", qbr_in=24),
    Company(
        "funholding", "Funholding", "Per Lind", "Alliances", "Europe/Stockholm", "SE", qbr_in=37
    ),
    Company(
        "globex", "Globex Corporation", "Hank Moritz", "Partner sales", "America/Chicago", "US"
    ),
    Company("greenplus", "Green-Plus", "Aiko Mori", "Alliances", "Asia/Tokyo", "JP", qbr_in=45),
    Company(
        "hottechi", "Hottechi", "Jonas Weil", "Channel lead", "Europe/Vienna", "AT", owner=SELLER
    ),
    Company("initech", "Initech", "Peta Gibbs", "Alliances", "America/Chicago", "US", qbr_in=20),
    Company("massive", "Massive Dynamic", "Nina Sharp", "Partner sales", "America/New_York", "US"),
    Company(
        "rontech", "Ron-tech", "Elif Kaya", "Channel lead", "Europe/Istanbul", "TR", owner=SELLER
    ),
    Company(
        "umbrella", "Umbrella Corporation", "Alice Ward", "Alliances", "Europe/London", "GB-ENG"
    ),
    Company("zoomit", "Zoomit", "Ravi Menon", "Partner sales", "Asia/Singapore", "SG", qbr_in=30),
)
GUEST_OF = "globex"  # our guest, an agency's person, is in this partner's shared channel
STAGE_OPEN = (BLUTH.slug, "zoomit")  # still "signed": one has no deal, one waits to be confirmed
