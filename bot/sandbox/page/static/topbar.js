// The bar on top: the clock with its buttons, the troubles of Slack, and who acts.

import { city, fieldValue, shortDay, time } from "./dates.js";
import { fill, h, icon, refill } from "./dom.js";
import { avatar, marks } from "./people.js";
import { arrows, closePopover, popover, reanchor } from "./popover.js";
import { drawTroubleNotes, toggle, troublesPanel } from "./troubles.js";
import { change, go, me, now, state, unread, zone } from "./store.js";

let shown = "";

function clockForm() {
  const field = h("input.field", { type: "datetime-local", value: fieldValue(new Date(now().getTime() + 3600000), zone()), "aria-label": "Move the clock to", data: { clockField: "" } });
  const move = async (event) => {
    event.preventDefault();
    const outcome = await change("clock_to", { local: field.value, tz: zone() });
    if (outcome.ok) closePopover();
  };
  return h(
    "form.panel",
    { onsubmit: move },
    h("h3", {}, "Move the clock to"),
    h("p.quiet", {}, `${me().real_name}'s local time, ${zone()}. Everything due on the way happens.`),
    field,
    h("button.button.primary", { type: "submit", data: { clockGo: "" } }, "Go"),
  );
}

/** A button of the bar that opens a small window, which stays open when the bar is drawn anew. */
function opener(name, tag, attributes, content, ...children) {
  const open = () => popover(chip, content(), { name, side: name === "clock" ? "start" : "end" });
  const chip = h(tag, { type: "button", "aria-haspopup": "dialog", onclick: open, ...attributes }, children);
  reanchor(name, chip);
  return chip;
}

function clock() {
  const attributes = { title: `${me().real_name}'s local time`, disabled: !state.clock.can_move, data: { clock: "" } };
  const chip = opener("clock", "button.chip.clock", attributes, clockForm, icon("clock", 16), h("span", { data: { clockNow: "" } }));
  const buttons = state.clock.controls.map((label) =>
    h("button.chip.move", { type: "button", disabled: state.clock.running, data: { clockControl: label }, onclick: () => change("clock_button", { label }) }, label),
  );
  return h("div.clock-group", { role: "group", "aria-label": "Clock" }, chip, buttons);
}

function personChoice(user) {
  const fresh = state.news[user.id] && unread(user.id, state.dms[user.id], state.news[user.id]) && user.id !== state.me;
  const outside = user.team === state.home_team ? null : h("span.badge.outside", {}, state.workspaces[user.team]);
  const pick = () => {
    closePopover();
    go({ user: user.id, thread: null });
  };
  return h(
    "button.person-choice",
    { type: "button", "aria-current": user.id === state.me && "true", data: { actAs: user.id, unread: fresh && "true" }, onclick: pick },
    avatar(user.id, 34),
    h("span.who", {}, h("span.name-line", {}, h("b", {}, user.real_name), outside ?? marks(user.id).slice(2)), h("small", {}, user.title || "")),
    fresh && h("span.dot", { title: "New direct messages", "aria-label": "New direct messages" }),
    h("span.when", {}, h("b", {}, time(now(), user.tz)), h("small", {}, city(user.tz))),
  );
}

function people() {
  const all = Object.values(state.users).filter((user) => !user.is_bot && !user.deleted);
  const flip = (on) => change("notifications", { user: state.me, on });
  const notifications = toggle({ label: `Notifications of ${me().real_name}`, detail: "Off: do not disturb, for an hour", on: !me().resting, data: { notifications: "" }, flip });
  const box = h("div.people", {}, h("h3", {}, "Act as"), all.map(personChoice), notifications);
  arrows(box, "button");
  return box;
}

function picker() {
  const others = Object.entries(state.news).some(([user, ts]) => user !== state.me && unread(user, state.dms[user], ts));
  return opener(
    "people",
    "button.chip.acting",
    { data: { actingAs: state.me } },
    people,
    avatar(state.me, 26),
    h("span.who", {}, h("small", {}, me().resting ? "Do not disturb" : "Acting as"), h("b", {}, me().real_name)),
    others && h("span.dot", { title: "Somebody else has new direct messages" }),
    icon("chevron", 16),
  );
}

function troubles() {
  const on = state.troubles.rate_limits;
  const attributes = { "aria-label": "Slack troubles", title: "Slack troubles", data: { troubles: on ? "on" : "off" } };
  return opener("troubles", `button.chip${on ? ".alarm" : ""}`, attributes, troublesPanel, icon("storm", 17), h("span.wide-only", {}, "Troubles"));
}

function progress(bar) {
  const { running, fraction, text, error } = state.clock;
  bar.hidden = !running && !error;
  const percent = Math.round(fraction * 100);
  fill(
    bar,
    h("div.progress-fill", { style: { width: `${percent}%` } }),
    h("span", {}, error ? `The clock stopped: ${error}` : `${text || "Moving the clock…"} ${percent} %`),
  );
  bar.setAttribute("aria-valuenow", String(percent));
  bar.classList.toggle("failed", Boolean(error));
}

/** Draw the bar on top, and the progress below it while the clock moves. */
export function drawTopbar(bar, progressBar) {
  const key = JSON.stringify([state.me, state.users, state.news, state.clock.controls, state.clock.running, state.troubles, Object.entries(state.dms)]);
  if (key !== shown) {
    shown = key;
    refill(bar, h("div.brand", {}, h("b", {}, "Local Slack"), h("small.wide-only", {}, "for trying the bot")), clock(), h("div.right", {}, troubles(), picker()));
  }
  drawTroubleNotes();
  progress(progressBar);
  tick();
}

/** Show the time it is now. */
export function tick() {
  const shownTime = document.querySelector("[data-clock-now]");
  if (shownTime) shownTime.textContent = `${shortDay(now(), zone())}, ${time(now(), zone())} · ${city(zone())}`;
}
