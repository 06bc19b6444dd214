// The sidebar: the workspace, its channels, people, and the app.

import { fill, h, icon } from "./dom.js";
import { avatar, marks } from "./people.js";
import { act, go, me, openChannel, place, sharers, state, unread } from "./store.js";

let shown = "";

function channelRow(channel) {
  const names = sharers(channel);
  const active = place.tab === "channel" && place.channel === channel.id;
  const fresh = !active && unread(state.me, channel.id, channel.latest);
  const classes = `${active ? ".active" : ""}${fresh ? ".fresh" : ""}${channel.archived ? ".archived" : ""}`;
  return h(
    `button.row${classes}`,
    { type: "button", "aria-current": active && "page", data: { channelLink: channel.id, name: channel.name, unread: fresh && "true" }, onclick: () => go({ tab: "channel", channel: channel.id }) },
    icon(channel.private ? "lock" : "hash", 15),
    h("span.row-name", {}, channel.name),
    names && h("span.shared-mark", { title: `Shared with ${names}`, data: { sharedMark: channel.id } }, icon("shared", 13)),
    channel.pending.length > 0 && h("span.shared-mark.pending", { title: "Sharing is pending" }, icon("shared", 13)),
  );
}

/** Open the app: its Home, or its messages. */
export function openApp(tab) {
  go({ tab, channel: state.dm ?? "" });
  if (tab === "messages") act("open_home", { tab });
}

function appRow() {
  if (!state.app) return null;
  const dm = state.channels.find((channel) => channel.id === state.dm);
  const active = place.tab !== "channel" || place.channel === state.dm;
  const fresh = !active && dm && unread(state.me, dm.id, dm.latest);
  const first = state.app.home_tab && !fresh ? "home" : "messages";
  return h(
    `button.row.app-row${active ? ".active" : ""}${fresh ? ".fresh" : ""}`,
    { type: "button", "aria-current": active && "page", data: { appLink: state.app.app_id, unread: fresh && "true" }, onclick: () => openApp(first) },
    avatar(state.app.bot_user, 20),
    h("span.row-name", {}, state.app.name),
    fresh && h("span.count", { "aria-label": "New messages" }, "new"),
  );
}

function personRow(user) {
  return h("div.row.person", { data: { person: user.id } }, avatar(user.id, 20), h("span.row-name", {}, user.real_name), user.id === state.me ? h("small", {}, "you") : marks(user.id));
}

function colleagues() {
  const seen = new Set(state.channels.flatMap((channel) => channel.members));
  return Object.values(state.users)
    .filter((user) => !user.is_bot && !user.deleted && (user.id === state.me || user.team === me().team || seen.has(user.id)))
    .sort((a, b) => (b.id === state.me) - (a.id === state.me) || (a.team === me().team ? 0 : 1) - (b.team === me().team ? 0 : 1));
}

/** Draw the sidebar. */
export function drawSidebar(pane) {
  const channels = state.channels.filter((channel) => !channel.im).sort((a, b) => a.archived - b.archived || a.name.localeCompare(b.name));
  const fresh = state.channels.map((channel) => unread(state.me, channel.id, channel.latest));
  const key = JSON.stringify([state.me, state.app, channels, fresh, place, Object.values(state.users), openChannel()?.id]);
  if (key === shown) return;
  shown = key;
  const scrolled = pane.querySelector(".rows")?.scrollTop ?? 0;
  fill(
    pane,
    h("div.workspace", {}, h("span.workspace-badge", {}, state.workspaces[me().team][0]), h("b", { data: { workspace: me().team } }, state.workspaces[me().team])),
    h(
      "div.rows",
      {},
      h("h2", {}, "Apps"),
      appRow(),
      h("h2", {}, "Channels"),
      channels.map(channelRow),
      h("h2", {}, "People"),
      colleagues().map(personRow),
    ),
  );
  pane.querySelector(".rows").scrollTop = scrolled;
}
