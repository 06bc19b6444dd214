// A channel's details: with whom it is shared, whether it is archived, who is in it and who could be.

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

// Who is in the channel or invited comes first, then whom its name speaks of.
function ordered(channel) {
  const near = Object.entries(state.workspaces).filter(([team]) => team !== channel.team);
  const here = ([team]) => channel.shared_with.includes(team) || channel.pending.includes(team);
  const likely = ([, name]) => channel.name.toLowerCase().includes(name.toLowerCase().split(" ")[0]);
  return near.sort((a, b) => here(b) - here(a) || likely(b) - likely(a) || a[1].localeCompare(b[1]));
}

function person(user, label, data, press) {
  const name = state.users[user]?.real_name ?? user;
  return h("li", {}, avatar(user, 24), h("span", {}, name), marks(user), h("button.tool", { type: "button", "aria-label": `${label} ${name}`, data, onclick: press }, label));
}

function people(channel) {
  const flip = (user, on) => change("member", { channel: channel.id, user, on });
  const others = channel.may_join.map((user) => person(user, "Add", { add: user }, () => flip(user, true)));
  return [
    h("h3", {}, `${channel.members.length} members`),
    h("ul.members", {}, channel.members.map((user) => person(user, "Take out", { takeOut: user }, () => flip(user, false)))),
    others.length > 0 && [h("h3", {}, "Not in this channel"), h("ul.members", {}, others)],
  ];
}

/** The panel's nodes for the open channel. */
export function detailsPanel() {
  const channel = openChannel();
  return h(
    "div.panel.details",
    { data: { details: channel.id } },
    h("h3", {}, `#${channel.name}`),
    h("div.switches", {}, ordered(channel).map(([team, name]) => sharing(channel, team, name))),
    toggle({ label: "Archived", detail: "Nobody can write here any more", on: channel.archived, data: { archive: "" }, flip: (on) => change("archived", { channel: channel.id, on }) }),
    people(channel),
  );
}
