// Building DOM nodes. Text only ever goes in as text nodes, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

function setAll(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data") setData(node, value);
    else if (name === "style") Object.assign(node.style, value);
    else if (name === "value" && "value" in node) node.value = value;
    else if (name === "checked") node.checked = Boolean(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function setData(node, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== false) node.dataset[name] = value;
  }
}

function addAll(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Make an element; `tag` may carry classes, as in "div.card.wide". */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name);
  if (classes.length) node.className = classes.join(" ");
  setAll(node, attributes);
  addAll(node, children);
  return node;
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  addAll(node, children);
  return node;
}

/** Put these children in a node, in place of what it held. */
export function fill(node, ...children) {
  node.replaceChildren();
  addAll(node, children);
  return node;
}

/** Put these children in a box, in place of what it held; the focus stays at its place in it. */
export function refill(box, ...children) {
  const fields = () => [...box.querySelectorAll("input, button")];
  const at = fields().indexOf(document.activeElement);
  fill(box, ...children);
  fields()[at]?.focus();
}

const PATHS = {
  hash: "M4 9h16M3 15h16M10 3 8 21M16 3l-2 18",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  shared: "M9 7H5v12h12v-4M13 5h6v6M19 5l-9 9",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  clock: "M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  chevron: "M7 10l5 5 5-5",
  send: "M4 12 20 4l-5 16-3-6z",
  people: "M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 20c0-4 3-6 6-6s6 2 6 6M16 5a3 3 0 0 1 0 6M17.500 14c2.200.7 3.500 2.600 3.500 6",
  reply: "M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  eye: "M3 12s3.500-6 9-6 9 6 9 6-3.500 6-9 6-9-6-9-6zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  storm: "M7 16a4 4 0 0 1 .5-8 5 5 0 0 1 9.500 1A3.500 3.500 0 0 1 17 16M12 12l-2 4h4l-2 4",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** Draw one of the page's own line icons. */
export function icon(name, size = 16) {
  const path = svg("path", { d: PATHS[name] });
  const box = svg("svg", { viewBox: "0 0 24 24", width: size, height: size, class: `icon icon-${name}` }, path);
  box.setAttribute("aria-hidden", "true");
  return box;
}
