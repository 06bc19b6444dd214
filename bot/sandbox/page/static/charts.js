// data_visualization blocks as SVG: bar, line, area and pie.

import { h, svg } from "./dom.js";

const COLORS = ["#2f6fde", "#e0902f", "#2a9d78", "#a252b5", "#d0455a", "#5d7a8c", "#8a9a2b", "#46b3c9", "#8b6b4f", "#6d63d6", "#c9739b", "#404b5a"];
const WIDE = 520;
const HIGH = 230;
const LEFT = 52;
const BOTTOM = 34;
const TOP = 12;

const color = (index) => COLORS[index % COLORS.length];

function niceStep(span) {
  const power = 10 ** Math.floor(Math.log10(span / 4 || 1));
  return [1, 2, 2.5, 5, 10].map((step) => step * power).find((step) => step * 4 >= span);
}

function shortNumber(value) {
  const abs = Math.abs(value);
  if (abs >= 1e6) return `${+(value / 1e6).toFixed(1)}M`;
  if (abs >= 1e4) return `${+(value / 1e3).toFixed(1)}k`;
  return String(+value.toFixed(2));
}

function scaleOf(chart) {
  const values = chart.series.flatMap((series) => series.data.map((point) => Number(point.value)));
  const [highest, lowest] = [Math.max(0, ...values), Math.min(0, ...values)];
  const step = niceStep(highest - lowest || 4);
  const [top, low] = [Math.ceil(highest / step) * step || step, Math.floor(lowest / step) * step];
  const y = (value) => TOP + ((top - value) / (top - low)) * (HIGH - TOP - BOTTOM);
  const ticks = Array.from({ length: Math.round((top - low) / step) + 1 }, (_, at) => low + at * step);
  return { ticks, y };
}

function grid({ ticks, y }) {
  return ticks.flatMap((value) => [
    svg("line", { x1: LEFT, x2: WIDE, y1: y(value), y2: y(value), class: "grid-line" }),
    svg("text", { x: LEFT - 8, y: y(value) + 4, class: "tick end" }, shortNumber(value)),
  ]);
}

function labels(categories, x) {
  const every = Math.ceil(categories.length / 9);
  return categories.map((name, at) =>
    at % every ? null : svg("text", { x: x(at), y: HIGH - 14, class: "tick middle" }, name),
  );
}

const valueAt = (series, category) =>
  Number(series.data.find((point) => point.label === category)?.value ?? 0);

function bars(chart, categories, scale) {
  const band = (WIDE - LEFT) / categories.length;
  const wide = Math.min(34, (band * 0.72) / chart.series.length);
  const start = (at) => LEFT + band * at + (band - wide * chart.series.length) / 2;
  const drawn = chart.series.flatMap((series, index) =>
    categories.map((category, at) => {
      const value = valueAt(series, category);
      const [from, to] = [scale.y(Math.max(0, value)), scale.y(Math.min(0, value))];
      const box = { x: start(at) + wide * index, y: from, width: wide - 2, height: Math.max(1, to - from), rx: 2 };
      return svg("rect", { ...box, fill: color(index) }, svg("title", {}, `${series.name}, ${category}: ${value}`));
    }),
  );
  return [...drawn, ...labels(categories, (at) => LEFT + band * (at + 0.5))];
}

function lines(chart, categories, scale, filled) {
  const step = (WIDE - LEFT - 30) / Math.max(1, categories.length - 1);
  const x = (at) => LEFT + 15 + step * at;
  const drawn = chart.series.flatMap((series, index) => {
    const points = categories.map((category, at) => [x(at), scale.y(valueAt(series, category))]);
    const path = `M${points.map((point) => point.join(" ")).join("L")}`;
    const ground = `${path}L${points.at(-1)[0]} ${scale.y(0)}L${points[0][0]} ${scale.y(0)}Z`;
    return [
      filled && svg("path", { d: ground, fill: color(index), "fill-opacity": 0.2 }),
      svg("path", { d: path, stroke: color(index), fill: "none", "stroke-width": 2.5 }),
      ...points.map(([cx, cy], at) =>
        svg("circle", { cx, cy, r: 3, fill: color(index) }, svg("title", {}, `${series.name}, ${categories[at]}: ${valueAt(series, categories[at])}`)),
      ),
    ];
  });
  return [...drawn, ...labels(categories, x)];
}

function pie(segments) {
  const all = segments.reduce((sum, segment) => sum + Number(segment.value), 0) || 1;
  let angle = -Math.PI / 2;
  const point = (at) => `${110 + 96 * Math.cos(at)} ${HIGH / 2 + 96 * Math.sin(at)}`;
  return segments.map((segment, index) => {
    const share = Number(segment.value) / all;
    const from = angle;
    angle += Math.min(share, 0.99999) * 2 * Math.PI;
    const path = `M110 ${HIGH / 2}L${point(from)}A96 96 0 ${share > 0.5 ? 1 : 0} 1 ${point(angle)}Z`;
    const title = svg("title", {}, `${segment.label}: ${segment.value}`);
    return svg("path", { d: path, fill: color(index), stroke: "#fff", "stroke-width": 2 }, title);
  });
}

function drawing(chart) {
  if (chart.type === "pie") return pie(chart.segments);
  const categories = chart.axis_config?.categories ?? chart.series[0].data.map((point) => point.label);
  const scale = scaleOf(chart);
  const shapes = chart.type === "bar" ? bars(chart, categories, scale) : lines(chart, categories, scale, chart.type === "area");
  return [...grid(scale), ...shapes];
}

function legend(chart) {
  const names = chart.type === "pie" ? chart.segments.map((s) => `${s.label}: ${s.value}`) : chart.series.map((s) => s.name);
  return names.map((name, index) => h("li", {}, h("i.swatch", { style: { background: color(index) } }), name));
}

/** Nodes of a data_visualization block. */
export function chart(block) {
  const box = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" }, drawing(block.chart));
  box.setAttribute("aria-label", block.title);
  const { x_label: across, y_label: up } = block.chart.axis_config ?? {};
  const axes = [up && `Upward: ${up}`, across && `across: ${across}`].filter(Boolean).join(", ");
  return h("figure.chart", {}, h("figcaption", {}, block.title), box, h("ul.legend", {}, legend(block.chart)), axes && h("p.axes", {}, axes));
}
