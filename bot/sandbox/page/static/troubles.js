// "Slack troubles": rate limits and faults, switched on to see what the bot makes of them.

import { fill, h } from "./dom.js";
import { closePopover } from "./popover.js";
import { change, state } from "./store.js";

/** One switch with its label and what it does. */
export function toggle({ label, detail, on, data, flip }) {
  const box = h("input", { type: "checkbox", role: "switch", checked: on, data, onchange: () => flip(box.checked) });
  return h("label.switch", {}, box, h("span.track", {}), h("span", {}, h("b", {}, label), detail && h("small", {}, detail)));
}

function option([value, label]) {
  return h("option", { value }, label);
}

function faultForm() {
  const { methods, kinds } = state.troubles;
  const method = h("select.field", { "aria-label": "Method", data: { faultMethod: "" } }, methods.map((name) => option([name, name])));
  const kind = h("select.field", { "aria-label": "What goes wrong", data: { faultKind: "" } }, Object.entries(kinds).map(option));
  const times = h("input.field", { type: "number", min: 1, max: 99, value: 1, "aria-label": "How many calls", data: { faultTimes: "" } });
  const add = (event) => {
    event.preventDefault();
    change("fault", { method: method.value, kind: kind.value, times: Number(times.value) });
    closePopover();
  };
  return h("form.fault", { onsubmit: add }, h("b", {}, "The next calls go wrong"), method, kind, h("div.line", {}, times, h("button.button.default", { type: "submit", data: { faultAdd: "" } }, "Switch on")));
}

/** Show the newest notes in the panel, if it is open. */
export function drawTroubleNotes(list = document.querySelector("ul.faults")) {
  const newest = state.notes.slice(-4);
  if (list) fill(list, newest.map((note) => h("li", {}, note))).hidden = !newest.length;
  return list;
}

/** The panel's nodes. */
export function troublesPanel() {
  const { rate_limits: limited } = state.troubles;
  return h(
    "div.panel",
    {},
    h("h3", {}, "Slack troubles"),
    toggle({ label: "Rate limits", detail: "Slack's own limits per method, with Retry-After", on: limited, data: { rateLimits: "" }, flip: (on) => change("rate_limits", { on }) }),
    faultForm(),
    h("button.button.default", { type: "button", data: { faultsClear: "" }, onclick: () => { change("faults_clear", {}); closePopover(); } }, "Have all go well again"),
    drawTroubleNotes(h("ul.faults")),
  );
}
