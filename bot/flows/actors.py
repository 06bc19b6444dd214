"""Who does something: a person, or the bot itself."""

from dataclasses import dataclass
from uuid import UUID

from bot.rules.policy import ActorFacts, Who


@dataclass(frozen=True, slots=True)
class Actor:
    """A person known to the workspace, as verified when they acted."""

    workspace_id: UUID
    person_id: UUID
    slack_user_id: str
    name: str
    zone: str  # IANA name
    is_internal: bool  # verified ours: inside, no guest, not deactivated
    is_admin: bool = False
    only_looks: bool = False  # one of us whom an admin lets look and not act
    partner_id: UUID | None = None  # the partner whose person this is
    let_in_as: Who = Who.PARTNER_PERSON  # the circle they were let in as, see Entry.who
    pressed_in: str | None = None  # Slack channel that reads the message they pressed

    @property
    def facts(self) -> ActorFacts:
        """What the policy rules ask about."""
        return ActorFacts(
            is_internal=self.is_internal,
            only_looks=self.only_looks,
            is_admin=self.is_admin,
            is_partner_person=self.partner_id is not None,
        )

    @property
    def person(self) -> UUID:
        """The person's id, for a row's ``..._by`` column."""
        return self.person_id

    @property
    def label(self) -> str:
        """How the audit trail names them."""
        return str(self.person_id)


@dataclass(frozen=True, slots=True)
class System:
    """The bot, an import or the keyboard; never a person."""

    label: str

    @property
    def person(self) -> None:
        """No person: rows leave their ``..._by`` column empty."""
        return


By = Actor | System
