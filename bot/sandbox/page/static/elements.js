// Block elements: buttons, pickers, inputs. Each says what was chosen through `context.change`.

import { isSelect, select } from "./choices.js";
import { fieldValue, fromField } from "./dates.js";
import { h, icon } from "./dom.js";
import { menu } from "./popover.js";
import { confirmed } from "./confirm.js";
import { me, zone } from "./store.js";
import { decode, safeUrl, textObject } from "./text.js";

function button(element, context) {
  const press = async () => {
    if (!(await confirmed(element.confirm))) return;
    const url = element.url && safeUrl(element.url);
    if (url) window.open(url, "_blank", "noreferrer");
    node.classList.add("loading");
    node.disabled = true;
    await context.press({ value: element.value });
    node.classList.remove("loading");
    node.disabled = false;
  };
  const data = { ...context.data, value: element.value };
  const label = element.accessibility_label;
  const node = h(`button.button.${element.style ?? "default"}`, { type: "button", data, "aria-label": label, onclick: press }, textObject(element.text));
  return node;
}

function overflow(element, context) {
  const choose = async (option) => {
    if (!(await confirmed(element.confirm))) return;
    if (option.url && safeUrl(option.url)) window.open(safeUrl(option.url), "_blank", "noreferrer");
    context.press({ selected: option.value });
  };
  const items = element.options.map((option) => ({
    label: textObject(option.text),
    detail: option.description && textObject(option.description),
    data: { option: option.value },
    run: () => choose(option),
  }));
  const node = h("button.button.default.overflow", { type: "button", "aria-label": "More actions", "aria-haspopup": "menu", data: context.data, onclick: () => menu(node, items, { side: "end" }) }, icon("dots"));
  return node;
}

function field(tag, attributes, context) {
  const node = h(tag, { class: "field", "aria-label": context.label, data: context.data, ...attributes });
  const tell = () => context.change(context.read ? context.read(node.value) : node.value || null);
  node.addEventListener("change", tell);
  return node;
}

function text(element, context, type = "text") {
  const tag = element.multiline ? "textarea" : "input";
  const held = context.draft ?? (context.held ? context.held.value : element.initial_value);
  const attributes = {
    type: element.multiline ? null : type,
    value: held ?? "",
    rows: element.multiline ? 4 : null,
    placeholder: element.placeholder && decode(element.placeholder.text),
    maxlength: element.max_length,
    minlength: element.min_length,
    autocomplete: "off",
  };
  const node = field(tag, attributes, context);
  if (element.focus_on_load) node.autofocus = true;
  node.addEventListener("keydown", (event) => {
    const sends = element.dispatch_action_config?.trigger_actions_on?.includes("on_enter_pressed");
    if (event.key !== "Enter" || element.multiline || !(context.dispatches && sends !== false)) return;
    event.preventDefault();
    node.blur();
  });
  return node;
}

function number(element, context) {
  const node = text(element, context, "text");
  node.inputMode = "decimal";
  return node;
}

function date(element, context) {
  const held = context.held ? context.held.selected_date : element.initial_date;
  return field("input", { type: "date", value: held ?? "" }, context);
}

function timeOfDay(element, context) {
  const held = context.held ? context.held.selected_time : element.initial_time;
  return field("input", { type: "time", value: held ?? "" }, context);
}

function dateTime(element, context) {
  const held = context.held ? context.held.selected_date_time : element.initial_date_time;
  const read = (value) => (value ? Math.round(fromField(value, zone()).getTime() / 1000) : null);
  const value = held ? fieldValue(new Date(held * 1000), zone()) : "";
  return field("input", { type: "datetime-local", value, title: me().tz }, { ...context, read });
}

function picks(element, context, type) {
  const single = type === "radio";
  const held = context.held?.[single ? "selected_option" : "selected_options"];
  const first = single ? element.initial_option : element.initial_options;
  const on = new Set([context.held ? (held ?? []) : (first ?? [])].flat().map((option) => option.value));
  const name = `${context.data.blockId}-${element.action_id}-${Math.random()}`;
  const tell = () => {
    const values = [...box.querySelectorAll("input:checked")].map((input) => input.value);
    context.change(single ? (values[0] ?? null) : values);
  };
  const rows = element.options.map((option) =>
    h(
      "label.pick",
      {},
      h("input", { type, name, value: option.value, checked: on.has(option.value), data: { option: option.value }, onchange: tell }),
      h("span", {}, textObject(option.text), option.description && h("small", {}, textObject(option.description))),
    ),
  );
  const box = h("div.picks", { role: single ? "radiogroup" : "group", "aria-label": context.label, data: context.data }, rows);
  return box;
}

/** An image, from the web or from the workspace's files. */
export function image(element) {
  const file = element.slack_file;
  const id = file?.id ?? file?.url?.match(/F[A-Z0-9]{6,}/)?.[0];
  const src = id ? `/page/file/${encodeURIComponent(id)}` : safeUrl(element.image_url ?? "");
  return h("img", { src, alt: element.alt_text ?? "", data: { file: id } });
}

const DRAW = {
  button,
  workflow_button: button,
  overflow,
  plain_text_input: text,
  email_text_input: (element, context) => text(element, context, "text"),
  url_text_input: (element, context) => text(element, context, "text"),
  number_input: number,
  datepicker: date,
  timepicker: timeOfDay,
  datetimepicker: dateTime,
  checkboxes: (element, context) => picks(element, context, "checkbox"),
  radio_buttons: (element, context) => picks(element, context, "radio"),
  image,
};

/** Draw any block element. */
export function element(piece, context) {
  if (isSelect(piece)) return select(piece, context);
  const draw = DRAW[piece.type];
  return draw ? draw(piece, context) : h("span.unknown", {}, `[${piece.type}]`);
}
