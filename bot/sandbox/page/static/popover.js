// Small windows beside what was pressed: menus, lists to choose from, panels.

import { h, refill } from "./dom.js";

let open = null;

/** Close the small window that is open; focus goes back to what opened it. */
export function closePopover({ focus = true } = {}) {
  if (!open) return false;
  open.box.remove();
  open.anchor.setAttribute?.("aria-expanded", "false");
  if (focus) open.anchor.focus?.();
  open = null;
  return true;
}

function place(box, anchor, side) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = box;
  const below = at.bottom + 4 + high < innerHeight;
  const left = side === "end" ? at.right - wide : at.left;
  box.style.left = `${Math.max(8, Math.min(left, innerWidth - wide - 8))}px`;
  box.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - high - 4)}px`;
}

/** Open a small window with these children beside an element; the same element closes it. */
export function popover(anchor, children, { side = "start", name = "menu", label = "", wide = false } = {}) {
  const again = open?.anchor === anchor;
  closePopover({ focus: false });
  if (again) return null;
  const box = h("div.popover", { role: "dialog", "aria-label": label || name, data: { popover: name } }, children);
  if (wide) box.style.minWidth = `${anchor.offsetWidth}px`;
  document.body.append(box);
  anchor.setAttribute("aria-expanded", "true");
  open = { box, anchor };
  place(box, anchor, side);
  box.querySelector("input, button, [tabindex]")?.focus();
  return box;
}

/** Draw the open small window again, if it is the one of this name. */
export function redrawPopover(name, draw) {
  if (open?.box.dataset.popover !== name) return;
  refill(open.box, draw());
}

/** Leave the small window of this name open beside an element drawn anew. */
export function reanchor(name, anchor) {
  if (open?.box.dataset.popover !== name) return;
  open.anchor = anchor;
  anchor.setAttribute("aria-expanded", "true");
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.anchor.contains(event.target)) closePopover({ focus: false });
});

/** Let the arrow keys go through the choices in a box. */
export function arrows(box, selector) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = [...box.querySelectorAll(selector)];
    const at = all.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? Math.min(at + 1, all.length - 1) : at - 1;
    event.preventDefault();
    (all[next] ?? box.querySelector("input"))?.focus();
  });
}

/** A menu of things to do. */
export function menu(anchor, items, options = {}) {
  const rows = items.map(({ label, detail, data, run }) =>
    h("button.menu-item", { type: "button", role: "menuitem", data, onclick: () => { closePopover(); run(); } }, h("span", {}, label), detail && h("small", {}, detail)),
  );
  const list = h("div.menu", { role: "menu" }, rows);
  arrows(list, "button");
  return popover(anchor, list, options);
}
