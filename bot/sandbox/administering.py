"""What administrators and members change: sharing, archiving, joining, leaving, revoking."""

from collections.abc import Sequence

from bot.sandbox.entities import App, Channel, Json, User
from bot.sandbox.rendering import user_json
from bot.sandbox.state import Event, State


def _kind(channel: Channel, what: str) -> str:
    """Return the event's name: private channels are `group_…` to Slack."""
    return f"{'group' if channel.private else 'channel'}_{what}"


class Administering(State):
    """The part of the world that changes what is in it, and tells the apps."""

    def set_shared(self, channel: str, teams: Sequence[str]) -> None:
        """Share a channel with other workspaces; those left out lose their people in it."""
        with self.lock:
            shared = self.channels[channel]
            before = set(shared.shared_with)
            shared.shared_with = [team for team in teams if team != shared.team]
            shared.pending = [team for team in shared.pending if team not in teams]
            here = self.teams_of(shared)
            shared.members = [m for m in shared.members if self.users[m].team in here]
            now = set(shared.shared_with)
        for team in sorted(now - before):
            self._sharing(shared, "channel_shared", team)
        for team in sorted(before - now):
            self._sharing(shared, "channel_unshared", team)
        self.touch()

    def _sharing(self, channel: Channel, kind: str, other: str) -> None:
        body: Json = {"type": kind, "channel": channel.id, "event_ts": self.stamps.next()}
        if kind == "channel_shared":
            body["connected_team_id"] = other
        else:
            body |= {
                "previously_connected_team_id": other,
                "is_ext_shared": channel.is_shared,
            }
        self.tell(body, channel=channel, team=channel.team)

    def set_pending_shared(self, channel: str, teams: Sequence[str]) -> None:
        """Have an invitation to other workspaces out (none: withdrawn). No event tells of it."""
        with self.lock:
            self.channels[channel].pending = list(teams)
        self.touch()

    def set_frozen(self, channel: str, *, frozen: bool = True) -> None:
        """Freeze a channel whose sharing was cut, or thaw it."""
        with self.lock:
            self.channels[channel].frozen = frozen
        self.touch()

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archive a channel, or bring it back."""
        with self.lock:
            found = self.channels[channel]
            found.archived = archived
        kind = _kind(found, "archive" if archived else "unarchive")
        self.tell({"type": kind, "channel": found.id, "user": ""}, channel=found)

    def rename(self, channel: str, name: str) -> None:
        """Give a channel another name."""
        with self.lock:
            found = self.channels[channel]
            found.name = name
        about = {"id": found.id, "name": name, "created": 0}
        self.tell({"type": _kind(found, "rename"), "channel": about}, channel=found)

    def delete_channel(self, channel: str) -> None:
        """Delete a channel with all that was said in it."""
        with self.lock:
            found = self.channels.pop(channel)
        self.tell({"type": _kind(found, "deleted"), "channel": channel}, channel=found)

    def change_channel_id(self, channel: str, new: str) -> None:
        """Give a channel another id, as sharing it can; its messages move along."""
        with self.lock:
            found = self.channels[new] = self.channels.pop(channel)
            found.id = new
            for message in found.messages:
                message.channel = new
        body = {"type": "channel_id_changed", "old_channel_id": channel, "new_channel_id": new}
        self.tell(body, channel=found)

    def join(self, channel: str, user: str) -> None:
        """Make a person a member of a channel (a second time changes nothing)."""
        with self.lock:
            found, person = self.channels[channel], self.users[user]
            if user in found.members:
                return
            if not self.may_join(found, person):
                raise ValueError(f"{user} is of a workspace {channel} is not shared with")
            found.members.append(user)
        self.tell(self._membership("member_joined_channel", found, user), channel=found)

    def may_join(self, channel: Channel, person: User) -> bool:
        """Say whether a person's workspace has people in a channel."""
        return any(self.within(team, person.team) for team in self.teams_of(channel))

    def leave(self, channel: str, user: str) -> None:
        """Take a person, or the bot, out of a channel."""
        with self.lock:
            found = self.channels[channel]
            if user not in found.members:
                return
            found.members.remove(user)
            gone = [app for app in self.apps if app.bot_user == user]
        for app in gone:
            body = {"type": _kind(found, "left"), "channel": channel}
            self.emit(Event(body, frozenset({app.team}), None, app))
        if not gone:
            self.tell(self._membership("member_left_channel", found, user), channel=found)
        self.touch()

    def _membership(self, kind: str, channel: Channel, user: str) -> Json:
        return {
            "type": kind,
            "user": user,
            "channel": channel.id,
            "channel_type": "G" if channel.private else "C",
            "team": self.users[user].team,
        }

    def deactivate(self, user: str) -> None:
        """Deactivate a person's account; they are in no channel afterwards."""
        with self.lock:
            person = self.users[user]
            person.deleted = True
            for channel in self.channels.values():
                if channel.im is None and user in channel.members:
                    channel.members.remove(user)
        self._user_change(user)

    def pause_notifications(self, user: str, until: int) -> None:
        """Keep a person's notifications off until an epoch second; 0 turns them on. No event."""
        with self.lock:
            self.users[user].dnd_until = until
        self.touch()

    def set_time_zone(self, user: str, tz: str) -> None:
        """Move a person to another time zone (an IANA name)."""
        with self.lock:
            self.users[user].tz = tz
        self._user_change(user)

    def _user_change(self, user: str) -> None:
        person = self.users[user]
        about = user_json(
            person,
            offset_s=self.offset_s(person),
            stranger=False,
            email=False,
            org=self.workspaces[person.team].org,
        )
        self.tell({"type": "user_change", "user": about}, team=person.team)

    def revoke(self, app: App) -> None:
        """Uninstall the app from its workspace: its tokens stop working, and it is told."""
        tokens = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user]}}
        for body in (tokens, {"type": "app_uninstalled"}):
            self.emit(Event(body, frozenset({app.team}), None, app))
        with self.lock:
            app.revoked = True
        self.touch()
