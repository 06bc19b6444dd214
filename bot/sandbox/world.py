"""The world of the local Slack: all it holds, and what each person sees of it."""

from bot.sandbox.administering import Administering
from bot.sandbox.entities import App, Channel, Message, User, View
from bot.sandbox.setting_up import SettingUp
from bot.sandbox.state import Event

__all__ = ["Event", "World"]


class World(SettingUp, Administering):
    """Everything in the local Slack; every method may be called from any thread."""

    def channels_of(self, user: str) -> list[Channel]:
        """Return the channels a person is in, by name; no direct conversations."""
        with self.lock:
            mine = [c for c in self.channels.values() if c.im is None and user in c.members]
            return sorted(mine, key=lambda channel: channel.name)

    def messages(self, channel: str, viewer: str | None = None) -> list[Message]:
        """Return a channel's messages, oldest first, with the viewer's own ephemerals."""
        with self.lock:
            said = self.channels[channel].messages
            return [m for m in said if m.ephemeral_to is None or m.ephemeral_to == viewer]

    def find_message(self, channel: str, ts: str) -> Message | None:
        """Return the message at this place, if it is still there."""
        with self.lock:
            found = self.channels.get(channel)
            return next((m for m in found.messages if m.ts == ts), None) if found else None

    def post(self, message: Message) -> Message:
        """Put a message into its channel."""
        with self.lock:
            self.channels[message.channel].messages.append(message)
        self.touch()
        return message

    def forget(self, message: Message) -> None:
        """Take a message away."""
        with self.lock:
            said = self.channels[message.channel].messages
            if message in said:
                said.remove(message)
        self.touch()

    def clear_ephemerals(self, user: str) -> None:
        """Take away all that only this person saw, as a reload of their Slack does."""
        with self.lock:
            for channel in self.channels.values():
                channel.messages[:] = [m for m in channel.messages if m.ephemeral_to != user]
        self.touch()

    def app_for(self, user: str) -> App | None:
        """Return the app this person meets.

        It is their own workspace's; an outside person meets the one they share a channel with.
        """
        with self.lock:
            live = [app for app in self.apps if not app.revoked]
            team = self.users[user].team
            mine = [app for app in live if self.within(team, app.team)]
            reached = [app for app in live if self.meets(user, app.bot_user)]
            return next(iter(mine + reached), None)

    def meets(self, user: str, other: str) -> bool:
        """Say whether two people are of one workspace or have a channel in common."""
        with self.lock:
            if self.within(self.users[user].team, self.users[other].team):
                return True
            return any(
                user in c.members and other in c.members
                for c in self.channels.values()
                if c.im is None
            )

    def dm(self, user: str, app: App | None = None) -> Channel:
        """Return the person's direct conversation with the bot, opened if need be.

        Raises LookupError when the person can reach no app.
        """
        with self.lock:
            app = app or self.app_for(user)
            if app is None:
                raise LookupError(f"{user} can reach no app")
            pair = [user, app.bot_user]
            for channel in self.channels.values():
                if channel.im == user and channel.members == pair:
                    return channel
            opened = Channel(self.new_id("D"), app.team, "", private=True, members=pair, im=user)
            if self.users[user].team != app.team:
                opened.shared_with = [self.users[user].team]
            self.channels[opened.id] = opened
        self.touch()
        return opened

    def view_stack(self, user: str) -> list[View]:
        """Return the person's open modals, the one on top last."""
        with self.lock:
            return list(self.stacks.get(user, []))

    def open_view(self, user: str) -> View | None:
        """Return the modal on top of the person's screen."""
        stack = self.view_stack(user)
        return stack[-1] if stack else None

    def home(self, user: str, app: App | None = None) -> View | None:
        """Return the person's Home tab as last published."""
        with self.lock:
            app = app or self.app_for(user)
            return self.homes.get((user, app.bot_id)) if app else None

    def people(self, team: str) -> list[User]:
        """Return a workspace's people and bots, in the order they came."""
        with self.lock:
            return [user for user in self.users.values() if user.team == team]
