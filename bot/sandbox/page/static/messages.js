// Messages: one of them, the list of a conversation, and the thread beside it.

import { blocks } from "./blocks.js";
import { dayName, isoDay, longDay, ofTs, time } from "./dates.js";
import { fill, h, icon } from "./dom.js";
import { avatar, nameLine } from "./people.js";
import { menu } from "./popover.js";
import { act, go, now, place, state, typed, zone } from "./store.js";
import { mrkdwn } from "./text.js";

const drawn = new Map();

function surface(message) {
  const ref = { channel: message.channel, ts: message.ts };
  return {
    ref,
    values: message.values,
    press: (blockId, actionId, chosen) => act("press", { ...ref, block_id: blockId, action_id: actionId, ...chosen }),
    change: (blockId, actionId, raw) => typed({ ...ref, block_id: blockId, action_id: actionId, raw }),
  };
}

function attachment(each, on) {
  const bar = each.color ? `#${each.color.replace("#", "")}` : "#ddd";
  const body = each.blocks ? blocks(each.blocks, on) : mrkdwn(each.text || each.fallback || "");
  return h("div.attachment", { style: { borderLeftColor: bar } }, each.title && h("strong", {}, each.title), body);
}

function files(message) {
  return message.files.map((file) => {
    const src = `/page/file/${file.id}`;
    if (/\.(png|jpe?g|gif)$/i.test(file.name)) return h("img.upload", { src, alt: file.title || file.name });
    return h("a.file", { href: src, download: file.name, data: { file: file.id } }, icon("file", 20), file.title || file.name);
  });
}

function more(anchor, message) {
  const shortcuts = Object.entries(state.app?.message_shortcuts ?? {}).map(([callback, label]) => ({
    label,
    detail: state.app.name,
    data: { messageShortcut: callback },
    run: () => act("message_shortcut", { channel: message.channel, ts: message.ts, callback_id: callback }),
  }));
  const none = { label: "No shortcuts here", detail: "Only people of the app's own workspace have them", run: () => {} };
  menu(anchor, shortcuts.length ? shortcuts : [none], { side: "end", label: "Message shortcuts" });
}

function tools(message, inThread) {
  if (message.ephemeral) return null;
  const dots = h("button", { type: "button", "aria-label": "More actions: shortcuts", title: "Shortcuts", data: { moreActions: "" }, onclick: () => more(dots, message) }, icon("dots", 18));
  const reply = h("button", { type: "button", "aria-label": "Reply in thread", title: "Reply in thread", data: { replyInThread: "" }, onclick: () => go({ thread: message.thread_ts ?? message.ts }) }, icon("reply", 18));
  return h("div.tools", { role: "toolbar", "aria-label": "Message actions" }, !inThread && reply, dots);
}

function replies(message) {
  const all = state.open.filter((each) => each.thread_ts === message.ts && each.ts !== message.ts);
  if (!all.length) return null;
  const faces = [...new Set(all.map((each) => each.user))].slice(0, 4).map((user) => avatar(user, 22));
  const label = `${all.length} ${all.length === 1 ? "reply" : "replies"}`;
  return h("button.replies", { type: "button", data: { openThread: message.ts }, onclick: () => go({ thread: message.ts }) }, faces, h("b", {}, label), h("small", {}, `Last at ${time(ofTs(all.at(-1).ts), zone())}`));
}

function body(message) {
  const on = surface(message);
  const content = message.blocks.length ? blocks(message.blocks, on) : h("div.text", {}, mrkdwn(message.text));
  const edited = message.edited && h("span.edited", { title: `Edited ${time(ofTs(message.edited), zone())}` }, "(edited)");
  if (edited) (content.nodeType ? content : content.at(-1)).append(" ", edited);
  return [content, message.attachments.map((each) => attachment(each, on)), files(message)];
}

function draw(message, inThread, follows) {
  const at = ofTs(message.ts);
  const kind = `div.message${message.ephemeral ? ".ephemeral" : ""}${follows ? ".follows" : ""}`;
  const stamp = h("time.time", { datetime: at.toISOString(), title: `${longDay(at, zone())}, ${time(at, zone())} (${zone()})` }, time(at, zone()));
  return h(
    kind,
    { role: "article", tabindex: "-1", data: { ts: message.ts, channel: message.channel, user: message.user, ephemeral: message.ephemeral ? "true" : null } },
    h("div.gutter", {}, follows ? stamp : avatar(message.user)),
    h(
      "div.message-body",
      {},
      message.ephemeral && h("div.only-you", {}, icon("eye", 13), "Only visible to you"),
      !follows && h("div.byline", {}, nameLine(message.user), stamp),
      h("div.content", {}, body(message)),
      !inThread && replies(message),
    ),
    tools(message, inThread),
  );
}

function node(message, inThread, follows) {
  const related = inThread ? [] : state.open.filter((each) => each.thread_ts === message.ts).map((each) => each.ts);
  const id = `${inThread}/${message.channel}/${message.ts}`;
  const said = JSON.stringify([message.text, message.blocks]);
  const key = JSON.stringify([message, follows, related, state.me, zone(), isoDay(now(), zone()), state.users[message.user]]);
  const held = drawn.get(id);
  if (held?.key === key) return held.node;
  const made = draw(message, inThread, follows);
  if (held && held.said !== said) made.classList.add("changed");
  drawn.set(id, { key, said, node: made });
  return made;
}

function joins(message, before) {
  const close = before && Number(message.ts) - Number(before.ts) < 300;
  return Boolean(close && !message.app && !before.app && before.user === message.user && !message.ephemeral);
}

/** Nodes of a list of messages, with a line where a day begins. */
function withDays(messages) {
  let day = "";
  let before = null;
  return messages.flatMap((message) => {
    const at = ofTs(message.ts);
    const today = isoDay(at, zone());
    const divider = today === day ? [] : [h("div.day", { role: "separator" }, h("span", {}, dayName(at, now(), zone())))];
    const follows = !divider.length && joins(message, before);
    [day, before] = [today, message];
    return [...divider, node(message, false, follows)];
  });
}

/** Keep a list at its end while its pictures arrive, as long as nobody scrolls away. */
export function stayAtEnd(list) {
  let atEnd = true;
  list.addEventListener("scroll", () => {
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 90;
  });
  list.addEventListener("load", () => atEnd && list.scrollTo(0, list.scrollHeight), true);
}

function swap(list, nodes) {
  const same = nodes.length === list.childNodes.length && nodes.every((each, at) => each === list.childNodes[at]);
  if (same) return;
  const elsewhere = list.dataset.place !== place.channel + place.user;
  const mine = nodes.at(-1)?.dataset.user === state.me || nodes.at(-1)?.dataset.ephemeral;
  const added = nodes.length > list.childNodes.length;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 90;
  list.dataset.place = place.channel + place.user;
  list.replaceChildren(...nodes);
  if (atEnd || elsewhere || (mine && added)) list.scrollTop = list.scrollHeight;
}

/** Draw the open conversation into its list. */
export function drawMessages(list, beginning) {
  if (state.open_channel !== place.channel) return;
  const top = state.open.filter((message) => !message.thread_ts || message.thread_ts === message.ts);
  const nodes = withDays(top);
  if (list.dataset.beginning !== place.channel + state.me) {
    list.dataset.beginning = place.channel + state.me;
    drawn.set("beginning", { node: beginning() });
  }
  swap(list, [drawn.get("beginning").node, ...nodes]);
}

/** Draw the open thread into its list; say whether there is one. */
export function drawThread(list) {
  const root = state.open.find((message) => message.ts === place.thread);
  const all = state.open.filter((message) => place.thread && (message.ts === place.thread || message.thread_ts === place.thread));
  if (!all.length) return false;
  const count = all.length - (root ? 1 : 0);
  const line = h("div.day", {}, h("span", {}, `${count} ${count === 1 ? "reply" : "replies"}`));
  const nodes = all.map((message) => node(message, true, false));
  fill(list, nodes[0], count ? line : null, nodes.slice(1));
  list.scrollTop = list.scrollHeight;
  return true;
}
