// Modals: the view on top of the person's stack, with its inputs, errors and buttons.

import { blocks } from "./blocks.js";
import { fill, h, icon } from "./dom.js";
import { act, report, state, typed } from "./store.js";
import { textObject } from "./text.js";
import { avatar } from "./people.js";

const drafts = new Map();
let shown = "";
let opener = null;

/** Keep the keyboard inside the modal; afterwards it is back where it was. */
function guard(open) {
  if (open && !opener) opener = document.activeElement ?? document.body;
  for (const id of ["topbar", "columns"]) document.getElementById(id).inert = open;
  if (open || !opener) return;
  const back = opener.isConnected && opener !== document.body ? opener : document.querySelector("[data-composer=channel]");
  opener = null;
  back.focus();
}

function draftOf(view) {
  if (!drafts.has(view.id)) drafts.set(view.id, {});
  return drafts.get(view.id);
}

/** A surface for the blocks of a view; what is typed is kept until the view goes. */
export function viewSurface(view) {
  const ref = { view: view.id };
  return {
    ref,
    values: view.values,
    errors: view.errors,
    drafts: draftOf(view),
    press: (blockId, actionId, chosen) => act("press", { ...ref, block_id: blockId, action_id: actionId, ...chosen }),
    change: (blockId, actionId, raw) => {
      (draftOf(view)[blockId] ??= {})[actionId] = raw;
      typed({ ...ref, block_id: blockId, action_id: actionId, raw });
    },
  };
}

/** What was typed, as far as the view still asks for it. */
function answers(view) {
  const asked = view.body.blocks.filter((block) => block.type === "input").map((block) => [block.block_id, block.element.action_id]);
  const drafts = draftOf(view);
  return Object.fromEntries(
    asked.filter(([block, action]) => action in (drafts[block] ?? {})).map(([block, action]) => [block, { [action]: drafts[block][action] }]),
  );
}

async function submit(view, form) {
  document.activeElement?.blur?.();
  const button = form.querySelector("[data-modal-submit]");
  button?.classList.add("loading");
  form.inert = true;
  const outcome = await act("submit", { view: view.id, values: answers(view) });
  form.inert = false;
  button?.classList.remove("loading");
  if (!outcome.ok && !outcome.error && !Object.keys(outcome.errors ?? {}).length) report("That could not be submitted.");
}

async function close(view, clear) {
  await act("close", { view: view.id, clear });
}

function head(view, depth) {
  const back = depth > 1 && h("button.tool", { type: "button", "aria-label": "Back", data: { modalBack: "" }, onclick: () => close(view, false) }, icon("back", 20));
  const cross = h("button.tool", { type: "button", "aria-label": "Close", data: { modalClose: "" }, onclick: () => close(view, depth > 1) }, icon("close", 20));
  const bot = state.app && avatar(state.app.bot_user, 28);
  return h("header", {}, back || bot, h("h1", { id: "modal-title" }, textObject(view.body.title)), cross);
}

function foot(view) {
  const no = h("button.button.default", { type: "button", data: { modalCancel: "" }, onclick: () => close(view, false) }, view.body.close ? textObject(view.body.close) : "Cancel");
  const yes = view.body.submit && h("button.button.primary", { type: "submit", data: { modalSubmit: "" } }, textObject(view.body.submit));
  return h("footer", {}, no, yes);
}

function form(view, depth) {
  const node = h("form.modal", { novalidate: true, role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title", data: { view: view.id, callbackId: view.body.callback_id, depth } }, head(view, depth), h("div.modal-body", {}, blocks(view.body.blocks, viewSurface(view))), foot(view));
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(view, node);
  });
  return node;
}

function focusIn(layer, same) {
  const wrong = layer.querySelector(".wrong .field, .wrong button, .wrong input");
  const held = same && layer.querySelector(`[data-action-id="${CSS.escape(same)}"]`);
  const auto = layer.querySelector("[autofocus]") ?? layer.querySelector(".field, .select, .picks input");
  (wrong ?? held ?? auto ?? layer.querySelector("[data-modal-submit], [data-modal-cancel]"))?.focus();
}

/** Draw the modal on top, unless it already stands there as it is. */
export function drawModal(layer) {
  const view = state.views.at(-1);
  const key = view ? JSON.stringify([state.me, view.id, view.hash, view.errors, state.views.length]) : "";
  if (key === shown) return;
  const before = layer.querySelector("form");
  const sameView = before?.dataset.view === view?.id;
  const focused = sameView ? document.activeElement?.dataset?.actionId : null;
  const scrolled = sameView ? before.querySelector(".modal-body").scrollTop : 0;
  shown = key;
  guard(Boolean(view));
  layer.hidden = !view;
  fill(layer, view && form(view, state.views.length));
  if (!view) return;
  layer.querySelector(".modal-body").scrollTop = scrolled;
  focusIn(layer, focused);
  layer.querySelector(".wrong")?.scrollIntoView({ block: "center" });
}

/** Close the modal on top, as the Esc key does; say whether there was one. */
export function closeTop() {
  const view = state?.views?.at(-1);
  if (view) close(view, false);
  return Boolean(view);
}
