// What stands above and beside the picture: verdict, faces, delay and rate.

import { countWords, GRAVEST_FIRST, sureness } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const SPOKEN_EVERY_MS = 3000;
const byId = (name) => document.getElementById(name);

let spokenMs = -Infinity;
let toSpeak = null;
let rate = null;
let delay = null;

// Shows a verdict, with its words, colour and symbol; null hides it.
export function showVerdict(verdict, labels) {
  const strip = byId("verdict");
  strip.hidden = verdict === null;
  const words = verdict?.words ?? "";
  if (strip.dataset.words === words) return;
  strip.dataset.words = words;
  strip.className = `verdict ${verdict?.label ?? ""}`;
  strip.querySelector("span").textContent = words;
  strip.querySelector("svg").replaceChildren(...polylines(labels[verdict?.label]?.strokes ?? []));
  speak(words);
}

// Screen readers hear the newest words, but not every change of a busy picture.
function speak(words) {
  clearTimeout(toSpeak);
  if (!words) return;
  const waitMs = Math.max(0, spokenMs + SPOKEN_EVERY_MS - performance.now());
  toSpeak = setTimeout(() => {
    byId("spoken").textContent = words;
    spokenMs = performance.now();
  }, waitMs);
}

export function showFaces(faces, labels, problems = []) {
  byId("count").textContent = countWords(faces);
  const sorted = [...faces].sort(
    (a, b) => GRAVEST_FIRST.indexOf(a.label) - GRAVEST_FIRST.indexOf(b.label) || a.track - b.track,
  );
  const list = byId("faces");
  list.replaceChildren(...sorted.map((face) => faceItem(face, labels[face.label])));
  if (list.scrollHeight > list.clientHeight) list.tabIndex = 0; // the keyboard moves it
  else list.removeAttribute("tabindex");
  byId("problems").hidden = problems.length === 0;
  byId("problems").replaceChildren(...problems.map((problem) => element("li", problem)));
}

export function clearFaces() {
  byId("faces").replaceChildren();
  byId("problems").hidden = true;
  byId("rates").hidden = true;
  byId("count").textContent = "Nothing has been checked yet.";
  rate = delay = null;
}

// Shows the time from picture to answer and the answers per second, smoothed.
export function showRates(delayMs, stepMs) {
  delay = delay === null ? delayMs : delay + 0.2 * (delayMs - delay);
  const step = rate === null ? stepMs : 1000 / rate;
  rate = 1000 / (step + 0.2 * (stepMs - step));
  byId("delay").textContent = `${Math.round(delay)} ms`;
  byId("rate").textContent = `${rate.toFixed(1)} per second`;
  byId("rates").hidden = false;
}

function faceItem(face, look) {
  const item = document.createElement("li");
  const mark = document.createElementNS(SVG, "svg");
  mark.setAttribute("class", "look");
  mark.setAttribute("viewBox", "0 0 16 16");
  mark.setAttribute("aria-hidden", "true");
  const ground = document.createElementNS(SVG, "rect");
  for (const [name, value] of [["width", 16], ["height", 16], ["fill", look.colour]]) {
    ground.setAttribute(name, value);
  }
  mark.append(ground, ...polylines(look.strokes, 3.5, 9));
  item.append(mark, element("span", `#${face.track}`), element("span", look.word));
  item.append(element("span", sureness(face)));
  item.dataset.label = face.label;
  return item;
}

function polylines(strokes, inset = 0, side = 1) {
  return strokes.map((stroke) => {
    const line = document.createElementNS(SVG, "polyline");
    const points = stroke.map(([x, y]) => `${inset + x * side},${inset + y * side}`);
    line.setAttribute("points", points.join(" "));
    return line;
  });
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
