// Block Kit: a list of blocks, as DOM nodes.

import { chart } from "./charts.js";
import { h } from "./dom.js";
import { element, image } from "./elements.js";
import { markdown, richText } from "./rich_text.js";
import { decode, textObject } from "./text.js";

/**
 * A surface is where blocks stand: { ref, values, errors, drafts, change(blockId, actionId, raw),
 * press(blockId, actionId, {value, selected}) }.
 */
function contextOf(surface, block, piece, { input = false, label = "" } = {}) {
  const [blockId, actionId] = [block.block_id, piece.action_id];
  const press = (chosen) => surface.press(blockId, actionId, chosen);
  return {
    ref: surface.ref,
    blockId,
    label: label || piece.accessibility_label || (piece.placeholder && decode(piece.placeholder.text)) || null,
    held: surface.values?.[blockId]?.[actionId],
    draft: surface.drafts?.[blockId]?.[actionId],
    data: { actionId, blockId, elementType: piece.type },
    dispatches: Boolean(block.dispatch_action),
    press,
    change: input
      ? (raw) => surface.change(blockId, actionId, raw)
      : (raw) => press({ selected: raw }),
  };
}

function section(block, surface) {
  const fields = block.fields?.map((field) => h("div.fact", {}, textObject(field)));
  const body = h("div.section-text", {}, block.text && h("div", {}, textObject(block.text)), fields && h("div.facts", {}, fields));
  const side = block.accessory && h("div.accessory", {}, element(block.accessory, contextOf(surface, block, block.accessory)));
  return h("div.section", {}, body, side);
}

function input(block, surface) {
  const label = decode(block.label.text);
  const error = surface.errors?.[block.block_id];
  const context = contextOf(surface, block, block.element, { input: true, label });
  const node = h(
    "div.input",
    {},
    h("div.label", {}, textObject(block.label), block.optional && h("span.optional", {}, " (optional)")),
    element(block.element, context),
    error && h("div.error", { role: "alert", data: { error: block.block_id } }, error),
    block.hint && h("div.hint", {}, textObject(block.hint)),
  );
  if (error) node.classList.add("wrong");
  return node;
}

function picture(block) {
  return h("figure.picture", {}, block.title && h("figcaption", {}, textObject(block.title)), image(block));
}

const CELLS = {
  rich_text: richText,
  raw_text: (cell) => cell.text,
  raw_number: (cell) => cell.text ?? String(cell.value),
};

function table(block) {
  const settings = block.column_settings ?? [];
  const cell = (tag) => (each, at) => {
    const style = { textAlign: settings[at]?.align ?? "left", whiteSpace: settings[at]?.is_wrapped ? "normal" : "" };
    return h(tag, { style }, CELLS[each.type]?.(each) ?? "");
  };
  const [head, ...rest] = block.rows;
  return h(
    "div.table-box",
    {},
    h("table.grid", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rest.map((row) => h("tr", {}, row.map(cell("td")))))),
  );
}

const context = (block) =>
  h("div.context", {}, block.elements.map((each) => (each.type === "image" ? image(each) : h("span", {}, textObject(each)))));

const actions = (block, surface) =>
  h("div.actions", {}, block.elements.map((each) => element(each, contextOf(surface, block, each))));

function card(block, surface) {
  const buttons = block.actions?.map((each) => element(each, contextOf(surface, block, each)));
  return h(
    "div.card",
    {},
    block.hero_image && image(block.hero_image),
    block.title && h("strong", {}, textObject(block.title)),
    block.subtitle && h("small", {}, textObject(block.subtitle)),
    block.body && h("div", {}, textObject(block.body)),
    buttons && h("div.actions", {}, buttons),
  );
}

const DRAW = {
  section,
  input,
  context,
  actions,
  table,
  card,
  header: (block) => h("h2.header", {}, textObject(block.text)),
  divider: () => h("hr"),
  image: picture,
  rich_text: (block) => h("div.rich", {}, richText(block)),
  markdown: (block) => h("div.rich", {}, markdown(block.text)),
  data_visualization: chart,
  alert: (block) => h(`div.alert.${block.level ?? "default"}`, { role: "note" }, textObject(block.text)),
  carousel: (block, surface) => h("div.carousel", {}, block.elements.map((each) => card(each, surface))),
};

/** Draw blocks on a surface. */
export function blocks(list, surface) {
  return list.map((block) => {
    const draw = DRAW[block.type];
    const node = draw ? draw(block, surface) : h("div.unknown", {}, `[${block.type}]`);
    node.classList.add("block");
    node.dataset.blockId = block.block_id ?? "";
    node.dataset.blockType = block.type;
    return node;
  });
}
