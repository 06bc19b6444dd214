// rich_text blocks, and the markdown block, as DOM nodes.

import { dateTemplate } from "./dates.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { now, zone } from "./store.js";
import { channelMention, link, mention } from "./text.js";

const MARKS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function styled(style, nodes) {
  return Object.keys(MARKS)
    .filter((mark) => style?.[mark])
    .reduce((inner, mark) => [h(MARKS[mark], {}, inner)], nodes);
}

const LEAVES = {
  text: (leaf) => leaf.text.split("\n").flatMap((line, at) => [at ? h("br") : "", withEmoji(line)]),
  link: (leaf) => [link(leaf.url, leaf.text || leaf.url)],
  user: (leaf) => [mention(leaf.user_id)],
  channel: (leaf) => [channelMention(leaf.channel_id)],
  usergroup: () => [h("span.mention", {}, "@group")],
  broadcast: (leaf) => [h("span.mention.me", {}, `@${leaf.range}`)],
  emoji: (leaf) => [emoji(leaf.name) ?? `:${leaf.name}:`],
  date: (leaf) => [h("time", {}, dateTemplate(leaf.format, leaf.timestamp, now(), zone()))],
  color: (leaf) => [h("code", {}, leaf.value)],
};

function leaves(elements) {
  return elements.flatMap((leaf) => styled(leaf.style, LEAVES[leaf.type]?.(leaf) ?? []));
}

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const attributes = { style: { marginLeft: `${(element.indent ?? 0) * 22}px` } };
  if (element.offset) attributes.start = element.offset + 1;
  return h(tag, attributes, element.elements.map((item) => h("li", {}, leaves(item.elements))));
}

const PARTS = {
  rich_text_section: (part) => h("div", {}, leaves(part.elements)),
  rich_text_list: list,
  rich_text_quote: (part) => h("blockquote", {}, leaves(part.elements)),
  rich_text_preformatted: (part) => h("pre", {}, leaves(part.elements)),
};

/** Nodes of a rich_text block. */
export function richText(block) {
  return block.elements.map((part) => PARTS[part.type]?.(part));
}

const MD_INLINE = /`([^`]+)`|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|\*([^*\n]+)\*|(?<!\w)_([^_\n]+)_(?!\w)|\[([^\]]+)\]\(([^)\s]+)\)|\\([\\`*_{}[\]()#+.!~-])/g;

function markdownInline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(MD_INLINE)) {
    const [, code, bold, bold2, struck, italic, italic2, label, url, escaped] = match;
    nodes.push(withEmoji(text.slice(from, match.index)));
    if (code) nodes.push(h("code", {}, code));
    else if (bold || bold2) nodes.push(h("strong", {}, markdownInline(bold || bold2)));
    else if (struck) nodes.push(h("s", {}, markdownInline(struck)));
    else if (italic || italic2) nodes.push(h("em", {}, markdownInline(italic || italic2)));
    else if (label) nodes.push(link(url, markdownInline(label)));
    else nodes.push(escaped);
    from = match.index + match[0].length;
  }
  nodes.push(withEmoji(text.slice(from)));
  return nodes.flat();
}

const KINDS = [
  ["heading", /^(#{1,6})\s+(.*)$/],
  ["rule", /^(-{3,}|\*{3,})$/],
  ["bullet", /^\s*[-*+]\s+(.*)$/],
  ["number", /^\s*\d+[.)]\s+(.*)$/],
  ["quote", /^>\s?(.*)$/],
  ["row", /^\|(.*)\|\s*$/],
];

function kindOf(line) {
  for (const [kind, pattern] of KINDS) {
    const match = line.match(pattern);
    if (match) return { kind, match };
  }
  return { kind: line.trim() ? "text" : "blank", match: [line, line] };
}

function rows(run) {
  const cells = run.map(({ match }) => match[1].split("|").map((cell) => cell.trim()));
  const body = cells.filter((row) => !row.every((cell) => /^:?-+:?$/.test(cell)));
  const row = (tag) => (each) => h("tr", {}, each.map((cell) => h(tag, {}, markdownInline(cell))));
  return h("table.grid", {}, h("thead", {}, row("th")(body[0])), h("tbody", {}, body.slice(1).map(row("td"))));
}

const RUNS = {
  heading: (run) => run.map(({ match }) => h("h3", {}, markdownInline(match[2]))),
  rule: () => [h("hr")],
  bullet: (run) => [h("ul", {}, run.map(({ match }) => h("li", {}, markdownInline(match[1]))))],
  number: (run) => [h("ol", {}, run.map(({ match }) => h("li", {}, markdownInline(match[1]))))],
  quote: (run) => [h("blockquote", {}, markdownInline(run.map(({ match }) => match[1]).join("\n")))],
  row: (run) => [rows(run)],
  text: (run) => [h("p", {}, run.flatMap(({ match }, at) => [at ? h("br") : "", markdownInline(match[1])]))],
  blank: () => [],
};

/** Nodes of a markdown block (standard Markdown, not mrkdwn). */
export function markdown(text) {
  return text.split(/```\w*\n?([\s\S]*?)```/).flatMap((part, at) => {
    if (at % 2) return [h("pre", {}, part.replace(/\n$/, ""))];
    const runs = [];
    for (const line of part.split("\n").map(kindOf)) {
      if (runs.at(-1)?.[0].kind === line.kind) runs.at(-1).push(line);
      else runs.push([line]);
    }
    return runs.flatMap((run) => RUNS[run[0].kind](run));
  });
}
