// The chart of compliance: the share of masks over the time of the session.

import { duration, percent } from "./marks.js";

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [320, 132, 40, 8, 8, 22];
const SHORTEST_SPAN_S = 20;
const GAP = 1.5;
const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400];

let shown = "";

/** Draw points (seconds, share) into an element. */
export function drawCompliance(place, points) {
  const key = `${points.length} ${points.at(-1)} ${points[0]}`;
  if (key === shown) return;
  shown = key;
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: "compliance" });
  svg.setAttribute("aria-label", summary(points));
  for (const share of [0, 0.5, 1]) {
    svg.append(make("path", { class: "line", d: `M${LEFT} ${y(share)}H${WIDTH - RIGHT}` }));
    svg.append(text(LEFT - 5, y(share) + 4, `${100 * share}%`, "end"));
  }
  if (points.length) drawCurve(svg, points);
  place.replaceChildren(svg);
}

function drawCurve(svg, points) {
  const start = points[0][0];
  const span = Math.max(points.at(-1)[0] - start, SHORTEST_SPAN_S);
  const x = (time) => LEFT + ((time - start) / span) * (WIDTH - LEFT - RIGHT);
  const step = STEPS_S.find((each) => span / each <= 4) ?? STEPS_S.at(-1);
  for (let time = Math.ceil(start / step) * step; time <= start + span; time += step) {
    const at = x(time);
    const anchor = at > WIDTH - 30 ? "end" : at < LEFT + 12 ? "start" : "middle";
    svg.append(text(at, HEIGHT - 5, duration(time), anchor));
  }
  for (const part of withoutGaps(points)) {
    const d = part.map(([time, share], i) => `${i ? "L" : "M"}${x(time).toFixed(1)} ${y(share).toFixed(1)}`);
    svg.append(make("path", { class: "curve", d: part.length > 1 ? d.join("") : `${d[0]}h.01` }));
  }
  const [time, share] = points.at(-1);
  svg.append(make("circle", { class: "newest", cx: x(time), cy: y(share), r: 4 }));
}

const y = (share) => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);

function withoutGaps(points) {
  const steps = points.slice(1).map((point, i) => point[0] - points[i][0]);
  const longest = GAP * Math.min(...steps);
  const parts = [[points[0]]];
  steps.forEach((step, i) => {
    if (step > longest) parts.push([]);
    parts.at(-1).push(points[i + 1]);
  });
  return parts;
}

function summary(points) {
  if (!points.length) return "Masked, of the faces in view: nobody yet";
  const shares = points.map((point) => point[1]);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `Masked, of the faces in view: now ${percent(shares.at(-1))}, ${percent(mean)} on average, least ${percent(Math.min(...shares))}`;
}

function text(x, y, words, anchor) {
  const made = make("text", { x, y, "text-anchor": anchor });
  made.textContent = words;
  return made;
}

function make(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
