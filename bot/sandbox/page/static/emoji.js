// Emoji by their codes. The commonest are drawn, so that they look the same on every machine.

import { h, svg } from "./dom.js";

const CIRCLES = {
  large_green_circle: ["🟢", "#2fae6a"],
  green_circle: ["🟢", "#2fae6a"],
  large_yellow_circle: ["🟡", "#f2c744"],
  large_orange_circle: ["🟠", "#ef8b37"],
  red_circle: ["🔴", "#df4150"],
  large_blue_circle: ["🔵", "#3f82e0"],
  large_purple_circle: ["🟣", "#8e5bd0"],
  white_circle: ["⚪", "#dcdce0"],
  black_circle: ["⚫", "#35363a"],
};

const CHARACTERS = {
  white_check_mark: "✅", heavy_check_mark: "✔", x: "❌", warning: "⚠", bell: "🔔", wave: "👋",
  tada: "🎉", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", bar_chart: "📊", handshake: "🤝", memo: "📝", eyes: "👀",
  point_right: "👉", rocket: "🚀", sparkles: "✨", hourglass: "⌛", hourglass_flowing_sand: "⏳",
  no_entry: "⛔", no_entry_sign: "🚫", lock: "🔒", link: "🔗", bulb: "💡", thumbsup: "👍", "+1": "👍",
  thumbsdown: "👎", "-1": "👎", heart: "❤", fire: "🔥", star: "⭐", clock9: "🕘", zzz: "💤",
  question: "❓", exclamation: "❗", information_source: "ℹ", speech_balloon: "💬", slightly_smiling_face: "🙂",
  smile: "😄", house: "🏠", gear: "⚙", pushpin: "📌", round_pushpin: "📍", dart: "🎯", trophy: "🏆",
  arrow_right: "➡", arrow_up: "⬆", arrow_down: "⬇", busts_in_silhouette: "👥", office: "🏢", moneybag: "💰",
  seedling: "🌱", sos: "🆘", construction: "🚧", pray: "🙏", clap: "👏", raised_hands: "🙌", inbox_tray: "📥",
};

const DRAWN = {
  "✅": ["#2fae6a", "M7 12.500l3.500 3.500L17 9"],
  "❌": [null, "M6 6l12 12M18 6L6 18", "#df4150"],
  "✔": [null, "M5 13l5 5L20 7", "#2fae6a"],
};

function drawing(label, ...shapes) {
  const box = svg("svg", { viewBox: "0 0 24 24", class: "emoji", role: "img" }, ...shapes);
  box.setAttribute("aria-label", label);
  return box;
}

function circle(label, color) {
  return drawing(label, svg("circle", { cx: 12, cy: 12, r: 9.5, fill: color }));
}

function stroke(label, [ground, path, color = "#fff"]) {
  const shapes = ground ? [svg("rect", { x: 2, y: 2, width: 20, height: 20, rx: 5, fill: ground })] : [];
  const line = { d: path, stroke: color, "stroke-width": 3, fill: "none", "stroke-linecap": "round", "stroke-linejoin": "round" };
  return drawing(label, ...shapes, svg("path", line));
}

function warning(label) {
  return drawing(
    label,
    svg("path", { d: "M12 3 22.500 21h-21z", fill: "#f2c744", stroke: "#8a6a00", "stroke-width": 1 }),
    svg("path", { d: "M12 10v5M12 18v.1", stroke: "#5c4700", "stroke-width": 2.4, "stroke-linecap": "round" }),
  );
}

/** Return the node of an emoji code, or null when Slack knows no such code. */
export function emoji(code) {
  const name = code.replace(/::skin-tone-\d$/, "");
  if (CIRCLES[name]) return circle(name, CIRCLES[name][1]);
  const character = CHARACTERS[name];
  return character ? glyph(character, name) : null;
}

let canvas = null;
const looks = new Map();

function look(character) {
  canvas ??= Object.assign(document.createElement("canvas"), { width: 24, height: 24 }).getContext("2d", { willReadFrequently: true });
  canvas.clearRect(0, 0, 24, 24);
  canvas.font = "18px sans-serif";
  canvas.fillText(character, 0, 19);
  return canvas.getImageData(0, 0, 24, 24).data.join();
}

/** Whether this machine's fonts can show a character (a missing one is an empty box). */
function canShow(character) {
  if (!looks.has(character)) looks.set(character, look(character) !== look("\u{10fffd}"));
  return looks.get(character);
}

function glyph(character, label) {
  if (DRAWN[character]) return stroke(label, DRAWN[character]);
  if (character === "⚠") return warning(label);
  if (!canShow(character)) return h("span.emoji-code", { role: "img", "aria-label": label }, `:${label}:`);
  return h("span.emoji-text", { role: "img", "aria-label": label }, character);
}

const BY_CHARACTER = Object.fromEntries(
  Object.entries(CIRCLES).map(([name, [character, color]]) => [character, [name, color]]),
);
const PATTERN = /(🟢|🟡|🟠|🔴|🔵|🟣|⚪|⚫|✅|❌|✔|⚠)\uFE0F?/gu;

/** Return plain text as nodes, with the emoji characters in it that we draw ourselves. */
export function withEmoji(text) {
  return text.split(PATTERN).map((part) => {
    if (BY_CHARACTER[part]) return circle(...BY_CHARACTER[part]);
    return DRAWN[part] || part === "⚠" ? glyph(part, part) : part;
  });
}
