// The page: its parts in their places, drawn again whenever something changes.

import { composer } from "./composer.js";
import { detailsPanel } from "./details.js";
import { fill, h, icon } from "./dom.js";
import { drawHome, enterHome } from "./home.js";
import { drawMessages, drawThread, stayAtEnd } from "./messages.js";
import { closeTop, drawModal } from "./modal.js";
import { avatar } from "./people.js";
import { closePopover, popover, redrawPopover } from "./popover.js";
import { drawSidebar, openApp } from "./sidebar.js";
import { go, live, openChannel, place, readAddress, report, sharers, state, watch } from "./store.js";
import { drawTopbar, tick } from "./topbar.js";

const part = (id) => document.getElementById(id);
const isApp = () => place.tab !== "channel" || place.channel === state.dm;

const main = composer({ name: "channel", where: () => ({ channel: place.channel }), hint: () => (isApp() ? `Message ${state?.app?.name ?? ""}` : `Message #${openChannel()?.name ?? ""}`) });
const aside = composer({ name: "thread", where: () => ({ channel: place.channel, thread_ts: place.thread }), hint: () => "Reply…" });

let headShown = "";
let placeShown = "";
let notesShown = null;

/** Show what the local Slack noted since the page was opened. */
function drawNotes() {
  const fresh = state.note_count - (notesShown ?? state.note_count);
  if (fresh > 0) state.notes.slice(-fresh).forEach(report);
  notesShown = state.note_count;
}

/** Close the small window that belonged to another place. */
function leavePopover() {
  const key = JSON.stringify([state.me, place.tab, place.channel]);
  if (placeShown && key !== placeShown) closePopover({ focus: false });
  placeShown = key;
}

function banner(channel) {
  const names = (teams) => teams.map((team) => state.workspaces[team]).join(", ");
  if (channel.archived) return h("div.banner.grey", { data: { banner: "archived" } }, "This channel is archived.");
  if (channel.frozen) return h("div.banner.grey", { data: { banner: "frozen" } }, "This channel is frozen: its sharing was cut.");
  if (channel.shared_with.length) return h("div.banner.shared", { data: { banner: "shared" } }, icon("shared", 14), `Shared with ${sharers(channel)}. Its people read everything here.`);
  if (channel.pending.length) return h("div.banner.pending", { data: { banner: "pending" } }, icon("shared", 14), `An invitation to ${names(channel.pending)} is out: soon they may read everything here.`);
  return null;
}

function channelHead(channel) {
  const count = h("button.tool.members-button", { type: "button", "aria-label": "Channel details", title: "Channel details", "aria-haspopup": "dialog", data: { openDetails: channel.id }, onclick: () => popover(count, detailsPanel(), { name: "details", side: "end" }) }, channel.members.slice(0, 3).map((user) => avatar(user, 22)), h("b", {}, String(channel.members.length)), icon("chevron", 15));
  return [h("h1", {}, icon(channel.private ? "lock" : "hash", 18), channel.name), count];
}

function appHead() {
  const tab = (name, label, glyph) => {
    const on = name === "home" ? place.tab === "home" : place.tab !== "home";
    return h(`button.tab${on ? ".on" : ""}`, { type: "button", role: "tab", "aria-selected": String(on), data: { tab: name }, onclick: () => openApp(name) }, icon(glyph, 15), label);
  };
  return [
    h("h1", {}, avatar(state.app.bot_user, 28), state.app.name, h("span.badge.app", {}, "APP")),
    h("div.tabs", { role: "tablist" }, state.app.home_tab && tab("home", "Home", "home"), tab("messages", "Messages", "chat")),
  ];
}

function drawHead() {
  const channel = openChannel();
  const app = isApp() && state.app;
  const key = JSON.stringify([state.me, place, app, channel && { ...channel, latest: "" }]);
  if (key === headShown) return;
  headShown = key;
  fill(part("head"), app ? appHead() : channel ? channelHead(channel) : []);
  part("head").classList.toggle("app-head", Boolean(app));
  fill(part("banner"), channel && !app && banner(channel));
  if (channel && !app) redrawPopover("details", detailsPanel);
}

function beginning() {
  const channel = openChannel();
  if (isApp()) return h("div.beginning", {}, avatar(state.app.bot_user, 56), h("h2", {}, state.app.name), h("p", {}, "What the app tells you alone."));
  return h("div.beginning", {}, h("h2", {}, channel?.private ? icon("lock", 24) : "#", ` ${channel?.name ?? ""}`), h("p", {}, "The very beginning of this channel."));
}

function draw() {
  leavePopover();
  drawNotes();
  drawTopbar(part("topbar"), part("progress"));
  drawSidebar(part("sidebar"));
  drawHead();
  const home = place.tab === "home";
  part("home").hidden = !home;
  part("conversation").hidden = home;
  if (home) drawHome(part("home"));
  else drawMessages(part("messages"), beginning);
  enterHome();
  main.update();
  aside.update();
  part("composer").hidden = Boolean(openChannel()?.archived);
  part("thread").hidden = home || !drawThread(part("thread-messages"));
  drawModal(part("modal-layer"));
  jump();
}

/** Show the message that the address named. */
function jump() {
  const found = place.jump && part("messages").querySelector(`[data-ts="${CSS.escape(place.jump)}"]`);
  if (!found) return;
  place.jump = null;
  found.scrollIntoView({ block: "center" });
  found.classList.add("changed");
}

function start() {
  part("composer").append(main.node);
  part("thread-composer").append(aside.node);
  part("thread-close").append(icon("close", 18));
  part("thread-close").addEventListener("click", () => go({ thread: null }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (closePopover() || closeTop()) return;
    if (place.thread) go({ thread: null });
  });
  stayAtEnd(part("messages"));
  addEventListener("hashchange", readAddress);
  watch(draw);
  readAddress();
  setInterval(() => state?.me && tick(), 1000);
  live();
}

start();
