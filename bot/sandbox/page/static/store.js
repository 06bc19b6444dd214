// What the page knows: the local Slack's state, who acts, and what is open.

export let state = null;
export const place = { user: "", channel: "", tab: "channel", thread: null, jump: null };

const watchers = [];
const readUpTo = new Map();
let startedAt = Infinity;
let stateAt = 0;
let waiting = null;
let pending = Promise.resolve();

/** Call `draw` whenever the state or the place changes. */
export const watch = (draw) => watchers.push(draw);

/** The acting person. */
export const me = () => state.users[state.me];

/** The acting person's zone. */
export const zone = () => me()?.tz ?? "UTC";

/** The local Slack's time, running on between two looks at it. */
export const now = () => new Date(Date.parse(state.now) + (Date.now() - stateAt));

/** The workspace a user belongs to, when it is not the acting person's. */
export function company(user) {
  const found = state.users[user];
  return found && found.team !== me().team ? state.workspaces[found.team] : null;
}

/** The other companies a channel is shared with, as the acting person sees it. */
export const sharers = (channel) =>
  (channel.shared_with.length ? [channel.team, ...channel.shared_with] : [])
    .filter((team) => team !== me().team)
    .map((team) => state.workspaces[team])
    .join(", ");

/** The channel that is open, if it is one. */
export const openChannel = () => state.channels.find((channel) => channel.id === place.channel);

function redraw() {
  if (state?.me) for (const draw of watchers) draw();
}

/** Whether a channel holds something newer than what the person looked at, or than the page. */
export function unread(user, channel, latest) {
  const seen = readUpTo.get(`${user}/${channel}`) ?? startedAt;
  return Number(latest) > seen;
}

function remember() {
  if (startedAt === Infinity) startedAt = Number(state.newest);
  const open = openChannel();
  if (open && place.tab !== "home") readUpTo.set(`${place.user}/${open.id}`, Number(open.latest || 0));
}

async function look(since) {
  waiting = new AbortController();
  const query = new URLSearchParams({ user: place.user, channel: place.channel, since });
  const answer = await fetch(`/page/state?${query}`, { signal: waiting.signal });
  const seen = await answer.json();
  stateAt = Date.now();
  if (seen.version === since) {
    state.now = seen.now;
    return;
  }
  state = seen;
  if (state.me) settle();
}

function settle() {
  place.user = state.me;
  const known = state.channels.some((channel) => channel.id === place.channel);
  if (place.tab === "messages" && state.dm && place.channel !== state.dm) {
    place.channel = state.dm;
    setTimeout(refresh);
  } else if (!known && place.tab === "channel") {
    place.channel = state.channels.find((channel) => !channel.im)?.id ?? state.dm ?? "";
    place.tab = "channel";
    setTimeout(refresh);
  }
  remember();
  redraw();
}

/** Look again at once, without waiting for a change. */
export function refresh() {
  state && (state.version = -1);
  waiting?.abort();
}

/** Go somewhere: another person, channel, tab or thread. */
export function go(to) {
  const before = { ...place };
  Object.assign(place, to);
  if (place.user !== before.user || place.channel !== before.channel || place.tab !== before.tab) {
    if (!("thread" in to)) place.thread = null;
  }
  history.replaceState(null, "", `#${place.user}/${place.tab === "channel" ? place.channel : place.tab}`);
  const stays = place.user === before.user && place.channel === before.channel;
  if (stays) remember();
  redraw();
  if (!stays) refresh();
}

/** Take the place from the address: #U0NADIA/C0ACME, #U0NADIA/home, #U0NADIA/messages. */
export function readAddress() {
  const [user, where, ts] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (!user) return;
  place.user = user;
  place.tab = where === "home" || where === "messages" ? where : "channel";
  if (where && place.tab === "channel") place.channel = where;
  place.thread = null;
  place.jump = ts ?? null;
  refresh();
}

/** Keep looking, for as long as the page is open. */
export async function live() {
  for (;;) {
    try {
      await look(state?.version ?? -1);
      document.body.classList.remove("offline");
    } catch (error) {
      if (error.name === "AbortError") continue;
      document.body.classList.add("offline");
      await new Promise((done) => setTimeout(done, 800));
    }
  }
}

async function post(address, body) {
  document.body.classList.add("busy");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) return { ok: false, error: "The local Slack could not do that." };
    return await answer.json();
  } catch {
    return { ok: false, error: "The local Slack does not answer." };
  } finally {
    document.body.classList.remove("busy");
  }
}

/** Do something as the acting person, after whatever they typed before is known. */
export async function act(name, body) {
  await pending;
  const outcome = await post("/page/act", { act: name, user: state.me, ...body });
  if (outcome.error) report(outcome.error);
  return outcome;
}

/** Hand a typed value on; the next act waits for it. */
export function typed(body) {
  const fill = { act: "fill", user: state.me, ...body };
  pending = pending.then(async () => {
    const outcome = await post("/page/act", fill);
    if (outcome.error) report(outcome.error);
  });
}

/** Change the local Slack itself. */
export async function change(name, body) {
  const outcome = await post("/page/setting", { set: name, ...body });
  if (outcome.error) report(outcome.error);
  return outcome;
}

/** Show a sentence for a few seconds, as Slack does when an app fails. */
export function report(sentence) {
  const shown = document.createElement("div");
  shown.className = "toast";
  shown.textContent = sentence;
  document.getElementById("toasts").append(shown);
  setTimeout(() => shown.remove(), 7000);
}
