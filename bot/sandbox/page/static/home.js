// The app's Home tab.

import { blocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { viewSurface } from "./modal.js";
import { act, place, state } from "./store.js";

let shown = "";
let openedBy = null;

/** Tell the app when a person comes to its Home, once for each time they do. */
export function enterHome() {
  const visitor = place.tab === "home" && place.user === state.me ? state.me : null;
  if (visitor && visitor !== openedBy) act("open_home", { tab: "home" });
  openedBy = visitor;
}

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
