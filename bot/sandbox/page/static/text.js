// Slack's text: mrkdwn and plain_text, as DOM nodes.

import { dateTemplate } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { now, state, zone } from "./store.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** Decode exactly the three entities Slack decodes. */
export const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/** Return an address that may stand in a link, or null. */
export function safeUrl(url) {
  return /^(https?|mailto|tel|slack):/i.test(url) ? url : null;
}

const PERMALINK = /\/archives\/([A-Z0-9]+)\/p(\d{10})(\d{6})/;

/** A link that opens beside the page; one to a message of this Slack leads there. */
export function link(url, ...children) {
  const href = safeUrl(url);
  if (!href) return h("span", {}, children);
  const here = href.match(PERMALINK);
  if (here) return h("a", { href: `#${state.me}/${here[1]}/${here[2]}.${here[3]}` }, children);
  return h("a", { href, target: "_blank", rel: "noreferrer noopener" }, children);
}

/** Someone's name as others see it. */
export function nameOf(user) {
  return state.users[user]?.real_name ?? user;
}

/** @Name, standing out when it is the acting person. */
export function mention(user, label) {
  const mine = user === state.me;
  return h(mine ? "span.mention.me" : "span.mention", { data: { mention: user } }, `@${label || nameOf(user)}`);
}

/** #channel, leading there when the acting person can read it. */
export function channelMention(channel, label) {
  const name = label || state.channel_names[channel];
  if (!name) return h("span.mention", {}, "a private channel");
  return h("a.mention", { href: `#${state.me}/${channel}`, data: { channelMention: channel } }, `#${name}`);
}

function special(body) {
  const date = body.match(/^date\^(-?\d+)\^([^^|]*)(?:\^([^|]*))?\|(.*)$/s);
  if (date) {
    const text = decode(dateTemplate(date[2], Number(date[1]), now(), zone()));
    return date[3] ? link(decode(date[3]), text) : h("time", { title: decode(date[4]) }, text);
  }
  const [name, label] = body.split("|");
  if (name.startsWith("subteam")) return h("span.mention", {}, decode(label || "@group"));
  return h("span.mention.me", {}, `@${decode(label || name)}`.replace("@@", "@"));
}

function angle(body) {
  const [target, label] = [body.split("|")[0], body.includes("|") ? body.slice(body.indexOf("|") + 1) : ""];
  if (target.startsWith("@")) return mention(target.slice(1), decode(label).replace(/^@/, ""));
  if (target.startsWith("#")) return channelMention(target.slice(1), decode(label));
  if (target.startsWith("!")) return special(body.slice(1));
  if (!safeUrl(decode(target))) return decode(`<${body}>`);
  return link(decode(target), label ? inline(label) : decode(target).replace(/^mailto:/, ""));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?!\s)((?:(?!\3)[^\n]|(?<=[\p{L}\p{N}])\3(?=[\p{L}\p{N}]))+?)(?<!\s)\3(?![\p{L}\p{N}])|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"])/gu;

function piece(match, plainLinks) {
  const [whole, inAngles, code, mark, styled, emojiCode, url] = match;
  if (inAngles) return angle(inAngles);
  if (code) return h("code", {}, decode(code));
  if (mark) return h(STYLES[mark], {}, inline(styled, plainLinks));
  if (emojiCode) return emoji(emojiCode) ?? whole;
  return plainLinks ? link(decode(url), decode(url)) : decode(url);
}

/** Nodes of one line (or more) without quotes and code blocks. */
export function inline(text, plainLinks = true) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    nodes.push(withEmoji(decode(text.slice(from, match.index))), piece(match, plainLinks));
    from = match.index + match[0].length;
  }
  nodes.push(withEmoji(decode(text.slice(from))));
  return nodes.flat();
}

function lines(text, plainLinks) {
  const nodes = [];
  const quote = /^(?:&gt;|>)\s?/;
  const all = text.split("\n");
  for (let at = 0; at < all.length; at += 1) {
    if (quote.test(all[at])) {
      const quoted = [];
      while (at < all.length && quote.test(all[at])) quoted.push(all[at++].replace(quote, ""));
      nodes.push(h("blockquote", {}, lines(quoted.join("\n"), plainLinks)));
      at -= 1;
    } else {
      nodes.push(...inline(all[at], plainLinks));
      if (at < all.length - 1 && !quote.test(all[at + 1])) nodes.push(h("br"));
    }
  }
  return nodes;
}

/** Nodes of a whole mrkdwn text. */
export function mrkdwn(text, { verbatim = false } = {}) {
  return text.split(/```\n?([\s\S]*?)```\n?/).flatMap((part, index) => {
    if (index % 2) return h("pre", {}, decode(part).replace(/\n$/, ""));
    return part ? lines(part, !verbatim) : [];
  });
}

/** Nodes of a plain text, in which only emoji codes mean something. */
export function plain(text, emojiCodes = true) {
  if (!emojiCodes) return withEmoji(text);
  return text.split(/(:[a-z0-9_+'-]+:)/).flatMap((part, index) =>
    index % 2 ? (emoji(part.slice(1, -1)) ?? part) : withEmoji(part),
  );
}

/** Nodes of a text object. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return plain(object.text, object.emoji !== false);
}
