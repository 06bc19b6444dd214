// How people look: avatar, name, and what is worth knowing about them.

import { h } from "./dom.js";
import { company, state } from "./store.js";

function initials(name) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

/** A person's initials on their colour; a bot's are squarer. */
export function avatar(user, size = 36) {
  const found = state.users[user] ?? { real_name: "?", color: "888888" };
  const name = found.real_name;
  const style = { width: `${size}px`, height: `${size}px`, background: `#${found.color}`, fontSize: `${size * 0.38}px` };
  return h(found.is_bot ? "span.avatar.bot" : "span.avatar", { style, "aria-hidden": "true" }, initials(name));
}

/** What stands beside a person's name: their company, that they are a guest, that it is an app. */
export function marks(user) {
  const found = state.users[user];
  if (!found) return [];
  const outside = company(user);
  return [
    found.is_bot && h("span.badge.app", {}, "APP"),
    outside && h("span.badge.outside", { title: `From ${outside}, another workspace`, data: { outside } }, outside),
    found.guest && h("span.badge.guest", { title: "A guest in this workspace", data: { guest: found.guest } }, "Guest"),
    found.resting && h("span.badge.resting", { title: "Notifications are off" }, "Do not disturb"),
    found.deleted && h("span.badge.gone", {}, "Deactivated"),
  ];
}

/** Name and marks in one line. */
export function nameLine(user) {
  return h("span.name-line", {}, h("b.name", { data: { user } }, state.users[user]?.real_name ?? user), marks(user));
}
