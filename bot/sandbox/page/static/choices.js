// Select menus: one or many, from fixed options, from the app, people or channels.

import { fill, h } from "./dom.js";
import { arrows, closePopover, popover } from "./popover.js";
import { act, state } from "./store.js";
import { decode, plain, textObject } from "./text.js";

const KINDS = /^(multi_)?(static|external|users|conversations|channels)_select$/;

/** Whether an element is a select menu. */
export const isSelect = (element) => KINDS.test(element.type);

const optionOf = (option) => ({ value: option.value, label: textObject(option.text), text: decode(option.text.text), detail: option.description });

function people() {
  return Object.values(state.users)
    .filter((user) => !user.deleted && !user.is_bot)
    .map((user) => ({ value: user.id, label: [user.real_name], text: `${user.real_name} ${user.name}` }));
}

function channels() {
  return state.channels
    .filter((channel) => !channel.im && !channel.archived)
    .map((channel) => ({ value: channel.id, label: [`# ${channel.name}`], text: channel.name }));
}

function fixed(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap((group) => group.options.map((option) => ({ ...optionOf(option), group: group.label })));
}

async function asked(element, context, typed) {
  const answer = await act("suggest", { ...context.ref, action_id: element.action_id, block_id: context.blockId, typed });
  return (answer.options ?? []).flatMap((each) =>
    each.options ? each.options.map((option) => ({ ...optionOf(option), group: each.label })) : [optionOf(each)],
  );
}

async function candidates(element, context, typed) {
  const source = element.type.match(KINDS)[2];
  if (source === "external") return typed.length < (element.min_query_length ?? 3) ? [] : asked(element, context, typed);
  const all = { static: () => fixed(element), users: people, channels, conversations: () => [...channels(), ...people()] }[source]();
  return all.filter((each) => each.text.toLowerCase().includes(typed.toLowerCase()));
}

const FIRST = {
  static: ["initial_option", "initial_options", "selected_option", "selected_options"],
  external: ["initial_option", "initial_options", "selected_option", "selected_options"],
  users: ["initial_user", "initial_users", "selected_user", "selected_users"],
  channels: ["initial_channel", "initial_channels", "selected_channel", "selected_channels"],
  conversations: ["initial_conversation", "initial_conversations", "selected_conversation", "selected_conversations"],
};

function named(value) {
  if (typeof value === "object") return optionOf(value);
  const user = state.users[value];
  return { value, label: [user ? user.real_name : `# ${state.channel_names[value] ?? value}`], text: value };
}

function chosen(element, held) {
  const [, many, source] = element.type.match(KINDS);
  const [one, several, heldOne, heldSeveral] = FIRST[source];
  const found = held ? held[many ? heldSeveral : heldOne] : element[many ? several : one];
  const here = !held && element.default_to_current_conversation ? [] : [found ?? []];
  return here.flat().map(named);
}

function row(choice, picked, pick) {
  const on = picked.some((each) => each.value === choice.value);
  return h(
    "button.option",
    { type: "button", role: "option", "aria-selected": String(on), data: { option: choice.value }, onclick: () => pick(choice) },
    h("span", {}, choice.label),
    choice.detail && h("small", {}, textObject(choice.detail)),
  );
}

function rows(found, picked, pick) {
  let group = null;
  return found.flatMap((choice) => {
    const title = choice.group && choice.group !== group ? [h("div.option-group", {}, textObject(choice.group))] : [];
    group = choice.group;
    return [...title, row(choice, picked, pick)];
  });
}

function openList(anchor, element, context, picked, pick) {
  const list = h("div.options", { role: "listbox" });
  const draw = async (typed) => {
    const found = await candidates(element, context, typed);
    const least = element.type.includes("external") && typed.length < (element.min_query_length ?? 3);
    const nothing = least ? "Type to search" : "No results";
    fill(list, found.length ? rows(found, picked(), pick) : h("p.quiet", {}, nothing));
  };
  const filter = h("input.filter", { type: "text", placeholder: "Search", "aria-label": "Search options", data: { filter: element.action_id }, oninput: () => draw(filter.value) });
  const box = popover(anchor, [filter, list], { name: "options", wide: true });
  if (!box) return;
  arrows(box, ".option");
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    list.querySelector(".option")?.click();
  });
  draw("");
}

/** Draw a select menu. `context.change` is told the value, or the values, chosen. */
export function select(element, context) {
  const many = element.type.startsWith("multi_");
  let picked = chosen(element, context.held);
  const hint = plain(element.placeholder?.text ?? (many ? "Select options" : "Select an option"));
  const button = h("button.select", { type: "button", "aria-haspopup": "listbox", "aria-label": context.label, data: context.data });
  const show = () => {
    button.dataset.value = picked.map((each) => each.value).join(",");
    if (!picked.length) fill(button, h("span.placeholder", {}, hint));
    else if (many) fill(button, picked.map((each) => h("span.token", {}, each.label)));
    else fill(button, h("span", {}, picked[0].label));
  };
  const pick = (choice) => {
    const on = picked.some((each) => each.value === choice.value);
    if (!many) picked = [choice];
    else if (on) picked = picked.filter((each) => each.value !== choice.value);
    else if (picked.length < (element.max_selected_items ?? Infinity)) picked = [...picked, choice];
    show();
    closePopover();
    context.change(many ? picked.map((each) => each.value) : choice.value);
  };
  button.addEventListener("click", () => openList(button, element, context, () => picked, pick));
  show();
  return button;
}

