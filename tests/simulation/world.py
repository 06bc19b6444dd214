"""A Slack of the simulation's own, behind the real WebClient: no sockets, every fault on demand."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.error import URLError

from tests.simulation.client import Client, Facts, Refused
from tests.simulation.clock import SimulatedClock
from tests.simulation.faults import Faults
from tests.simulation.places import BOT, Conversation, Message, User

LATEST_ARRIVAL_S = 60.0  # a call whose answer was lost may arrive this much later
WRITES = {"chat.postMessage", "chat.update", "chat.delete"}
LISTENING = "b"  # ends the name of a client that answers people, whom no pace holds up


@dataclass
class Slack:
    """All teams' users and conversations, and the record of what the bot did there."""

    clock: SimulatedClock
    faults: Faults
    may_read_history: bool
    pause: Callable[[], None]  # another process may act meanwhile
    wrong: Callable[[str], None]  # an invariant of Slack's own does not hold
    posted: Callable[[Client, Message], None] = field(default=lambda _c, _m: None)
    updated: Callable[[Client, Message, Facts], None] = field(default=lambda _c, _m, _f: None)
    users: dict[str, User] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)  # ids channels had, and in which team
    modals: dict[str, Facts] = field(default_factory=dict)  # by user
    opened: Counter[str] = field(default_factory=Counter)  # how many modals each user saw
    calls: int = 0
    trace: list[str] = field(default_factory=list)

    def call(self, client: Client, method: str, args: Facts) -> Facts:
        """Answer one call, or fail it."""
        self.calls += 1
        writes = method in WRITES
        if not writes:
            self.pause()
        self.faults.maybe_crash()
        self._limit(client, method)
        self._break()
        if writes and self.faults.strikes(self.faults.rates.lost):
            raise self._lose(client, method, args)
        answer = self._do(client, method, args)
        self.faults.maybe_crash()
        return answer

    def every_message(self) -> list[Message]:
        """Return all that stands anywhere, whether it can be read yet or not."""
        return [one for place in self.conversations.values() for one in place.messages]

    def _limit(self, client: Client, method: str) -> None:
        rest = client.rests.get(method)
        if rest is not None and self.clock.now() < rest:
            if not client.process.endswith(LISTENING):
                self.wrong(f"{method} was called before its Retry-After was over")
        elif self.faults.strikes(self.faults.rates.limited):
            rest = self.clock.now() + timedelta(seconds=self.faults.rng.choice([1, 3, 10, 30, 120]))
            client.rests[method] = rest
        else:
            return
        seconds = round((rest - self.clock.now()).total_seconds())
        raise Refused("ratelimited", status=429, retry_after=max(seconds, 1))

    def _break(self) -> None:
        if self.faults.strikes(self.faults.rates.broken):
            if self.faults.rng.random() < 0.5:
                raise Refused("service_unavailable", status=503)
            raise URLError(ConnectionRefusedError())

    def _lose(self, client: Client, method: str, args: Facts) -> Exception:
        """Let the answer be lost, whether or not Slack did what was asked, now or soon."""
        if self.faults.rng.random() < 0.6:
            late = self.faults.rng.choice([0.0, 0.0, self.faults.rng.uniform(0, LATEST_ARRIVAL_S)])
            self._do(client, method, args, late_s=late)
        self.clock.advance(self.faults.rng.choice([1, 30]))
        if self.faults.rng.random() < 0.3:
            return Refused("internal_error", status=500)
        return URLError(TimeoutError("timed out"))

    def _do(self, client: Client, method: str, args: Facts, *, late_s: float = 0.0) -> Facts:
        if method == "chat.postMessage":
            return self._post(client, args, late_s)
        doing = _METHODS.get(method)
        if doing is None:
            self.wrong(f"the simulation's Slack knows no {method}")
            raise Refused("unknown_method")
        return doing(self, client, args)

    # --- the methods

    def _auth_test(self, client: Client, _args: Facts) -> Facts:
        return {"team_id": client.team, "user_id": f"{BOT}{client.team}", "team": client.team}

    def _users_info(self, client: Client, args: Facts) -> Facts:
        user = self.users.get(str(args["user"]))
        if user is None:
            raise Refused("user_not_found")
        return {"user": user.facts(client.team)}

    def _users_list(self, client: Client, _args: Facts) -> Facts:
        return {"members": [one.facts(client.team) for one in self.users.values()]}

    def _dnd_info(self, client: Client, args: Facts) -> Facts:
        return self._rests(client, [str(args["user"])])[str(args["user"])]

    def _dnd_team_info(self, client: Client, args: Facts) -> Facts:
        return {"users": self._rests(client, str(args["users"]).split(","))}

    def _rests(self, client: Client, user_ids: list[str]) -> dict[str, Facts]:
        if not self.may_read_history:  # the optional scopes are given together here
            raise Refused("missing_scope")
        now = self.clock.now()
        found = {one: self.users[one].resting(now) for one in user_ids}
        for user_id, said in found.items():
            client.rests_of[user_id] = now, said
        return found

    def _conversations_info(self, client: Client, args: Facts) -> Facts:
        place = self._place(client, str(args["channel"]))
        client.looks[place.id] = self.calls
        return {
            "channel": {
                "id": place.id,
                "is_member": f"{BOT}{client.team}" in place.members,
                "is_archived": place.is_archived,
                "is_ext_shared": place.is_shared,
                "is_pending_ext_shared": place.is_pending,
            }
        }

    def _conversations_members(self, client: Client, args: Facts) -> Facts:
        return {"members": list(self._place(client, str(args["channel"])).members)}

    def _conversations_history(self, client: Client, args: Facts) -> Facts:
        if not self.may_read_history:
            raise Refused("missing_scope")
        place, now = self._place(client, str(args["channel"])), self.clock.now()
        root = args.get("ts")  # of a thread; without it, what stands in none
        shown = [one for one in place.messages if one.at <= now and one.thread_ts == root]
        start, limit = int(args.get("cursor") or 0), int(args["limit"])
        page = sorted(shown, key=lambda one: one.ts, reverse=True)[start : start + limit]
        more = start + limit if len(shown) > start + limit else ""
        return {
            "messages": [_facts(one) for one in page],
            "response_metadata": {"next_cursor": str(more)},
        }

    def _post(self, client: Client, args: Facts, late_s: float) -> Facts:
        target = str(args["channel"])
        place = self._direct(client, target) if target.startswith("U") else None
        place = place or self._place(client, target)
        if place.is_archived:
            raise Refused("is_archived")
        if f"{BOT}{client.team}" not in place.members:
            raise Refused("not_in_channel")
        at = self.clock.now() + timedelta(seconds=late_s)
        stamp = f"{at.timestamp():.0f}.{self.calls:06d}"
        key = ((args.get("metadata") or {}).get("event_payload") or {}).get("key")
        message = Message(
            place,
            stamp,
            at,
            client.process,
            str(args["text"]),
            args.get("blocks") or [],
            key,
            args.get("thread_ts"),
        )
        place.messages.append(message)
        self.trace.append(f"{at.isoformat()} {place.id} {message.text}")
        self.posted(client, message)
        return {"channel": place.id, "ts": stamp}

    def _update(self, client: Client, args: Facts) -> Facts:
        place = self._place(client, str(args["channel"]))
        found = next((one for one in place.messages if one.ts == args["ts"]), None)
        if found is None:
            raise Refused("message_not_found")
        if place.is_archived:
            raise Refused("is_archived")
        self.updated(client, found, args)
        found.text, found.blocks = str(args["text"]), args.get("blocks") or []
        self.trace.append(f"{self.clock.now().isoformat()} {place.id} ~ {found.text}")
        return {"channel": place.id, "ts": found.ts}

    def _delete(self, client: Client, args: Facts) -> Facts:
        place = self._place(client, str(args["channel"]))
        found = next((one for one in place.messages if one.ts == args["ts"]), None)
        if found is None:
            raise Refused("message_not_found")
        place.messages.remove(found)
        self.trace.append(f"{self.clock.now().isoformat()} {place.id} - {found.text}")
        return {"channel": place.id, "ts": found.ts}

    def _views_open(self, _client: Client, args: Facts) -> Facts:
        user = str(args["trigger_id"])  # the simulation's triggers are their users' ids
        self.modals[user] = args["view"]
        self.opened[user] += 1
        return {"view": {"id": f"V{self.calls}", **args["view"]}}

    def _views_publish(self, _client: Client, _args: Facts) -> Facts:
        return {"view": {}}

    # --- who and where

    def renumber(self, place: Conversation, new: str) -> None:
        """Give a channel another id, as Slack does at times when it becomes shared."""
        self.former[place.id] = place.team
        self.conversations[new] = self.conversations.pop(place.id)
        place.id = new

    def _place(self, client: Client, channel: str) -> Conversation:
        place = self.conversations.get(channel)
        if place is None and self.former.get(channel) == client.team:
            raise Refused("channel_not_found")
        if place is None or place.team != client.team:
            self.wrong(f"the bot of {client.team} asked for the foreign channel {channel}")
            raise Refused("channel_not_found")
        return place

    def _direct(self, client: Client, user_id: str) -> Conversation:
        user = self.users.get(user_id)
        if user is None or user.is_deleted:
            raise Refused("user_disabled" if user else "user_not_found")
        bot, channel = f"{BOT}{client.team}", f"D{user_id}{client.team}"
        made = Conversation(channel, client.team, [user_id, bot])
        return self.conversations.setdefault(channel, made)


def _facts(message: Message) -> Facts:
    payload = {"event_type": "partner_bot", "event_payload": {"key": message.key}}
    return {"ts": message.ts, "text": message.text, "metadata": payload}


_METHODS: dict[str, Callable[[Slack, Client, Facts], Facts]] = {
    "auth.test": Slack._auth_test,
    "users.info": Slack._users_info,
    "users.list": Slack._users_list,
    "dnd.info": Slack._dnd_info,
    "dnd.teamInfo": Slack._dnd_team_info,
    "conversations.info": Slack._conversations_info,
    "conversations.members": Slack._conversations_members,
    "conversations.history": Slack._conversations_history,
    "conversations.replies": Slack._conversations_history,
    "chat.update": Slack._update,
    "chat.delete": Slack._delete,
    "views.open": Slack._views_open,
    "views.push": Slack._views_open,
    "views.update": Slack._views_open,
    "views.publish": Slack._views_publish,
}
