// The box one writes in: messages, slash commands with suggestions, mentions, shortcuts.

import { fill, h, icon } from "./dom.js";
import { menu } from "./popover.js";
import { act, report, state } from "./store.js";
import { avatar } from "./people.js";

function withMentions(text, named) {
  const names = [...named.keys()].sort((a, b) => b.length - a.length);
  return names.reduce((done, name) => done.replaceAll(name, named.get(name)), text);
}

function commandChoices(line) {
  if (!line.startsWith("/") || /\s/.test(line)) return [];
  return Object.entries(state.app?.commands ?? {})
    .filter(([command]) => command.startsWith(line))
    .map(([command, detail]) => ({ label: command, detail, mark: icon("bolt"), put: `${command} ` }));
}

function nameChoices(line) {
  const match = line.match(/(?:^|\s)([@#])([^@#]*)$/);
  if (!match || match[2].length > 20) return [];
  const wanted = match[2].toLowerCase();
  const keep = line.slice(0, line.length - match[2].length - 1);
  if (match[1] === "#") {
    return state.channels.filter((each) => !each.im && each.name.startsWith(wanted)).slice(0, 6).map((each) => ({
      label: `#${each.name}`, detail: "", mark: icon("hash"), put: `${keep}#${each.name} `, means: [`#${each.name}`, `<#${each.id}>`],
    }));
  }
  return Object.values(state.users)
    .filter((user) => !user.deleted && `${user.real_name} ${user.name}`.toLowerCase().includes(wanted))
    .slice(0, 6)
    .map((user) => ({
      label: user.real_name, detail: user.title, mark: avatar(user.id, 22), put: `${keep}@${user.real_name} `,
      means: [`@${user.real_name}`, `<@${user.id}>`],
    }));
}

async function send(text, where, named) {
  const [, command, rest] = text.match(/^(\/\S+)\s*([\s\S]*)$/) ?? [];
  if (!command) return act("say", { ...where, text: withMentions(text, named) });
  const known = Object.keys(state.app?.commands ?? {});
  if (known.length && !known.includes(command)) {
    report(`${command} is not a command here. Known: ${known.join(", ")}.`);
    return { ok: false };
  }
  return act("command", { ...where, command, text: withMentions(rest, named) });
}

function shortcuts(anchor) {
  const all = Object.entries(state.app?.global_shortcuts ?? {}).map(([callback, label]) => ({
    label, detail: state.app.name, data: { globalShortcut: callback }, run: () => act("shortcut", { callback_id: callback }),
  }));
  menu(anchor, all.length ? all : [{ label: "No shortcuts here", run: () => {} }], { label: "Shortcuts" });
}

/** Make a composer. `where()` says the channel and thread; `hint()` what stands in the empty box. */
export function composer({ where, hint, name }) {
  const named = new Map();
  const drafts = new Map();
  let draftOf = "";
  let choices = [];
  let at = 0;
  const box = h("textarea", { rows: 1, data: { composer: name } });
  const list = h("div.suggestions", { role: "listbox", hidden: true, data: { suggestions: name } });

  const draw = () => {
    list.hidden = !choices.length;
    fill(list, choices.map((choice, index) =>
      h("button.option", { type: "button", role: "option", "aria-selected": String(index === at), data: { suggestion: choice.label }, onclick: () => choose(index) }, choice.mark, h("b", {}, choice.label), choice.detail && h("small", {}, choice.detail)),
    ));
  };
  const suggest = () => {
    const line = box.value.slice(0, box.selectionStart);
    choices = commandChoices(line);
    if (!choices.length) choices = nameChoices(line);
    at = 0;
    draw();
  };
  const choose = (index) => {
    const choice = choices[index];
    if (choice.means) named.set(...choice.means);
    box.value = choice.put + box.value.slice(box.selectionStart);
    choices = [];
    draw();
    box.focus();
  };
  const go = async () => {
    const text = box.value.trim();
    if (!text) return;
    box.value = "";
    choices = [];
    draw();
    grow();
    const outcome = await send(text, where(), named);
    if (outcome.ok) return;
    if (!box.value) box.value = text;
    grow();
  };
  const grow = () => {
    if (!box.offsetParent) return;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
  };
  const keys = (event) => {
    const exact = choices.length === 1 && choices[0].put.trim() === box.value.trim();
    if (choices.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      at = (at + (event.key === "ArrowDown" ? 1 : choices.length - 1)) % choices.length;
      event.preventDefault();
      draw();
    } else if (choices.length && (event.key === "Tab" || (event.key === "Enter" && !exact))) {
      event.preventDefault();
      choose(at);
    } else if (choices.length && event.key === "Escape") {
      event.stopPropagation();
      choices = [];
      draw();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      go();
    }
  };
  box.addEventListener("input", () => { suggest(); grow(); });
  box.addEventListener("keydown", keys);

  const bolt = h("button.tool", { type: "button", "aria-label": "Shortcuts", title: "Shortcuts", data: { shortcuts: name }, onclick: () => shortcuts(bolt) }, icon("bolt", 18));
  const button = h("button.tool.send", { type: "button", "aria-label": "Send", title: "Send (Enter)", data: { send: name }, onclick: go }, icon("send", 18));
  const node = h("div.composer", {}, list, h("div.composer-box", {}, box, h("div.composer-tools", {}, bolt, h("span.quiet", {}, "Type / for commands, @ for people"), button)));
  const update = () => {
    const here = JSON.stringify([state.me, where()]);
    if (here !== draftOf) {
      drafts.set(draftOf, box.value);
      draftOf = here;
      box.value = drafts.get(here) ?? "";
      choices = [];
      draw();
      grow();
    }
    box.placeholder = hint();
    box.setAttribute("aria-label", hint());
  };
  return { node, update };
}
