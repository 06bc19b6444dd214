// Instants as the acting person reads them, in their own zone.

const cache = new Map();

function format(date, zone, options) {
  const key = zone + JSON.stringify(options);
  if (!cache.has(key)) {
    cache.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  }
  return cache.get(key).format(date);
}

/** 9:02 AM */
export const time = (date, zone) => format(date, zone, { hour: "numeric", minute: "2-digit" });

/** Mon, Aug 17 */
export const shortDay = (date, zone) =>
  format(date, zone, { weekday: "short", month: "short", day: "numeric" });

/** Monday, August 17 */
export const longDay = (date, zone) =>
  format(date, zone, { weekday: "long", month: "long", day: "numeric" });

/** 2026-08-17, the local date */
export const isoDay = (date, zone) =>
  format(date, zone, { year: "numeric", month: "2-digit", day: "2-digit" }).replace(
    /(\d+)\/(\d+)\/(\d+)/,
    "$3-$1-$2",
  );

/** 2026-08-17T09:02, as a date-time field wants it */
export function fieldValue(date, zone) {
  const parts = format(date, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return `${isoDay(date, zone)}T${parts}`;
}

/** The instant at which a zone's clocks show this field value; the first one when two do. */
export function fromField(value, zone) {
  const asked = Date.parse(`${value}Z`);
  let guess = asked;
  for (let round = 0; round < 3; round += 1) {
    guess += asked - Date.parse(`${fieldValue(new Date(guess), zone)}Z`);
  }
  return new Date(guess);
}

/** Whole calendar days from `now` to `date` in the zone. */
export const daysApart = (date, now, zone) =>
  Math.round((Date.parse(isoDay(date, zone)) - Date.parse(isoDay(now, zone))) / 86400000);

function pretty(date, now, zone, fallback) {
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[daysApart(date, now, zone)] ?? fallback;
}

/** Today, Yesterday, or Monday, August 17 */
export function dayName(date, now, zone) {
  return pretty(date, now, zone, longDay(date, zone));
}

function ago(date, now) {
  const minutes = Math.round((now - date) / 60000);
  if (Math.abs(minutes) < 1) return "just now";
  const sizes = [[1440, "day"], [60, "hour"], [1, "minute"]];
  const [size, name] = sizes.find(([each]) => Math.abs(minutes) >= each);
  const count = Math.round(Math.abs(minutes) / size);
  const words = `${count} ${name}${count === 1 ? "" : "s"}`;
  return minutes > 0 ? `${words} ago` : `in ${words}`;
}

const DATE = { month: "long", day: "numeric", year: "numeric" };

function token(name, date, now, zone) {
  const short = () => format(date, zone, { ...DATE, month: "short" });
  const long = () => format(date, zone, { ...DATE, weekday: "long" });
  const full = () => format(date, zone, DATE);
  const lower = (fallback) => pretty(date, now, zone, fallback).replace(/^[TY](?=o|e)/, (c) => c.toLowerCase());
  const made = {
    date_num: () => isoDay(date, zone),
    date: full,
    date_short: short,
    date_long: long,
    date_pretty: () => lower(full()),
    date_short_pretty: () => lower(short()),
    date_long_pretty: () => lower(long()),
    time: () => time(date, zone),
    time_secs: () => format(date, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
    ago: () => ago(date, now),
    day_divider_pretty: () => dayName(date, now, zone),
  }[name];
  return made ? made() : `{${name}}`;
}

/** Slack's <!date^…> template; a word like "today" is capital only where it opens the text. */
export function dateTemplate(template, epoch, now, zone) {
  const date = new Date(epoch * 1000);
  const text = template.replace(/\{(\w+)\}/g, (_, name) => token(name, date, now, zone));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The instant of a message's ts. */
export const ofTs = (ts) => new Date(Number(ts) * 1000);

/** The city of a zone: "America/New_York" is "New York". */
export const city = (zone) => zone.split("/").pop().replaceAll("_", " ");
