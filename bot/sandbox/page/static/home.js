// The app's Home tab.

import { blocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { viewSurface } from "./modal.js";
import { state } from "./store.js";

let shown = "";

/** Draw the Home tab, unless it already stands there as it is. */
export function drawHome(pane) {
  const key = JSON.stringify([state.me, state.home?.hash, state.home?.id]);
  if (key === shown && pane.childNodes.length) return;
  shown = key;
  const empty = h("p.quiet.empty", {}, "The app has not published a Home for you yet.");
  const body = state.home ? blocks(state.home.body.blocks, viewSurface(state.home)) : empty;
  const scrolled = pane.scrollTop;
  fill(pane, h("div.home", { data: { homeView: state.home?.id ?? "" } }, body));
  pane.scrollTop = scrolled;
}
