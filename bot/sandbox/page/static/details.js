// A channel's details: who is in it, with whom it is shared, whether it is archived.

import { h } from "./dom.js";
import { avatar, marks } from "./people.js";
import { toggle } from "./troubles.js";
import { change, openChannel, state } from "./store.js";

function sharing(channel, team, name) {
  const shared = channel.shared_with.includes(team);
  const pending = channel.pending.includes(team);
  const without = (teams) => teams.filter((each) => each !== team);
  const flipShared = (on) => change("shared", { channel: channel.id, teams: on ? [...channel.shared_with, team] : without(channel.shared_with) });
  const flipPending = (on) => change("pending", { channel: channel.id, teams: on ? [...channel.pending, team] : without(channel.pending) });
  return [
    toggle({ label: `Make this channel shared with ${name}`, detail: `People of ${name} can read all of it, and what was said before`, on: shared, data: { shareWith: team }, flip: flipShared }),
    !shared && toggle({ label: `Invitation to ${name} pending`, detail: "Sent, not yet accepted", on: pending, data: { pendingWith: team }, flip: flipPending }),
  ];
}

function ordered(channel) {
  const near = Object.entries(state.workspaces).filter(([team]) => team !== channel.team);
  const likely = ([, name]) => channel.name.toLowerCase().includes(name.toLowerCase().split(" ")[0]);
  return near.sort((a, b) => likely(b) - likely(a) || a[1].localeCompare(b[1]));
}

/** The panel's nodes for the open channel. */
export function detailsPanel() {
  const channel = openChannel();
  const people = channel.members.map((user) => h("li", { data: { member: user } }, avatar(user, 24), state.users[user]?.real_name ?? user, marks(user)));
  return h(
    "div.panel.details",
    { data: { details: channel.id } },
    h("h3", {}, `#${channel.name}`),
    h("div.switches", {}, ordered(channel).map(([team, name]) => sharing(channel, team, name))),
    toggle({ label: "Archived", detail: "Nobody can write here any more", on: channel.archived, data: { archive: "" }, flip: (on) => change("archived", { channel: channel.id, on }) }),
    h("h3", {}, `${people.length} members`),
    h("ul.members", {}, people),
  );
}
