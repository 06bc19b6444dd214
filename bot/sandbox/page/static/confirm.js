// The "are you sure" window that an element may ask for.

import { h } from "./dom.js";
import { textObject } from "./text.js";

/** Ask; true when there is nothing to ask, or when the person says yes. */
export function confirmed(ask) {
  if (!ask) return Promise.resolve(true);
  return new Promise((answer) => {
    const done = (said) => {
      window.close();
      window.remove();
      answer(said);
    };
    const window = h(
      "dialog.confirm",
      { data: { confirm: "" }, oncancel: (event) => { event.preventDefault(); done(false); } },
      h("h2", {}, textObject(ask.title)),
      h("p", {}, textObject(ask.text)),
      h(
        "footer",
        {},
        h("button.button.default", { type: "button", data: { confirmNo: "" }, onclick: () => done(false) }, textObject(ask.deny)),
        h(`button.button.${ask.style ?? "primary"}`, { type: "button", data: { confirmYes: "" }, onclick: () => done(true) }, textObject(ask.confirm)),
      ),
    );
    document.body.append(window);
    window.showModal();
  });
}
