// The page that watches: picture, verdict, counts, faces, violations and the source.

import { drawCompliance } from "./compliance_chart.js";
import { follow, tryingAgain } from "./live.js";
import { LABELS, DECIDING, duration, iconOf, mark, percent, say, word } from "./marks.js";
import { mayHold } from "./other_windows.js";
import { LivePicture } from "./picture.js";
import { closeSource, openSource, retrySource, setUpSources } from "./sources.js";
import { endEvents, loadEvents, showEvent } from "./violations.js";
import { setUpTools } from "./watch_tools.js";

const STALLED_MS = 3000;
const RESTART_MS = 10_000;

const $ = (id) => document.getElementById(id);
const picture = new LivePicture($("picture"), {
  refused: (words) => (no_picture = words),
  drawn: () => {
    no_picture = "";
    showPicture();
  },
});
let state = null;
let heard_at_ms = 0;
let no_connection = null;
let no_picture = "";

setUpTools({ isDemo: () => Boolean(state?.source.is_demo) });
setUpSources();
loadEvents();
follow({
  state: (newest) => {
    if (!newest.source) return; // the program has only just started
    state = newest;
    heard_at_ms = performance.now();
    no_connection = null;
    show();
  },
  violation: showEvent,
  logged: showEvent,
  gone: (words, seconds, is_refused) => {
    no_connection = { words, seconds, is_refused };
    show();
  },
  back: () => {
    picture.stop(); // its stream may be as dead as the connection was
    loadEvents();
  },
  asked: loadEvents,
  restarted: endEvents,
  unseen: () => {
    state = no_connection = null; // old when the page is seen again
    show();
  },
});
setInterval(() => state && show(), 500);

function show() {
  const is_running = !no_connection && state?.source.state === "running";
  if (is_running) picture.start();
  else if (picture.is_running) picture.stop();
  showPicture();
  showInstead();
  // What is said of a picture that stands still is as old as that.
  $("watch").classList.toggle("stale", is_running && Math.max(age_ms(), performance.now() - heard_at_ms) > STALLED_MS);
  $("snapshot").disabled = !is_running;
  showVerdict(is_running);
  showNumbers(is_running);
  showSource();
}

/** Show the picture once there is one; say so when no new one comes. */
function showPicture() {
  const is_shown = picture.drawn_at_ms !== null;
  $("picture").hidden = !is_shown;
  if (is_shown) keepFocus();
  $("instead").hidden = is_shown;
  if (!is_shown) {
    $("stalled").hidden = true;
    return;
  }
  const unseen_ms = performance.now() - picture.drawn_at_ms;
  const is_stalled = age_ms() > STALLED_MS;
  $("stalled").hidden = !is_stalled;
  $("picture").classList.toggle("stale", is_stalled);
  if (is_stalled) say($("stalled"), `The picture stands still: nothing new for ${Math.round(age_ms() / 1000)} s`);
  if (unseen_ms > RESTART_MS && (state?.picture?.age_ms ?? Infinity) < STALLED_MS) {
    picture.stop();
    picture.start();
  }
}

/** Return the age of what is shown: that of the program's picture, or of the one on the page. */
function age_ms() {
  const unseen_ms = picture.drawn_at_ms === null ? 0 : performance.now() - picture.drawn_at_ms;
  return Math.max(unseen_ms, state?.picture?.age_ms ?? 0);
}

function showInstead() {
  if ($("instead").hidden) return;
  const content = instead();
  if ($("instead-title").textContent !== content.title) {
    keepFocus();
    $("instead-icon").replaceChildren(iconOf(content.icon));
    $("instead-buttons").replaceChildren(...content.buttons.map(button));
  }
  say($("instead-title"), content.title);
  say($("instead-words"), content.words);
  say($("instead-countdown"), content.countdown ?? "");
}

/** Keep the focus in its place when the button that has it is about to go. */
function keepFocus() {
  if ($("instead-buttons").contains(document.activeElement)) $("stage").focus({ preventScroll: true });
}

function button([text, act], place) {
  const made = document.createElement("button");
  made.type = "button";
  if (place === 0) made.className = "primary";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

/** Return what stands in place of the picture. */
function instead() {
  if (no_connection) {
    return {
      icon: "plug-off", buttons: [],
      title: no_connection.is_refused ? "Not connected" : no_connection.words,
      words: no_connection.is_refused
        ? sentence(no_connection.words)
        : "Maskapp may have been closed, or the network is down.",
      countdown: tryingAgain(no_connection.seconds),
    };
  }
  const choose = ["Choose a source", () => $("choose").click()];
  const again = ["Try again now", retrySource];
  const { name, message, state: now } = state?.source ?? { name: "", message: "", state: "connecting" };
  switch (now) {
    case "connecting":
      return { icon: "starting", title: "Connecting", words: "", buttons: [] };
    case "idle":
      return {
        icon: "mask", title: "Nothing is open", buttons: [choose, ["Play the demo", () => openSource("demo")]],
        words: message || "Choose a camera, or play the demo to see how it works.",
      };
    case "lost":
      return {
        icon: "plug-off", title: "Connection lost, reconnecting", words: sentence(message || `${short(name)} does not answer`),
        countdown: tryingAgain(leftSeconds() ?? 0),
        buttons: [again, ["Stop watching", closeSource]],
      };
    case "no_model": {
      const left_s = leftSeconds();
      return {
        icon: "error", title: "Can't use the model that judges masks", words: sentence(message),
        countdown: left_s === null ? undefined : tryingAgain(left_s),
        buttons: [again, ["Stop watching", closeSource]],
      };
    }
    case "ended":
      return {
        icon: "finished", title: "Finished", words: sentence(message || `${short(name)} has ended`),
        buttons: [["Play again", retrySource], choose],
      };
    case "failed":
      return {
        icon: "error", title: "Can't open this source", words: sentence(message),
        buttons: [again, choose],
      };
    default:
      return {
        icon: "starting", title: `Opening ${short(name)}`, words: sentence(no_picture || "Waiting for the first picture"),
        buttons: [["Stop", closeSource]],
      };
  }
}

/** Return the seconds until the server tries again; null if it does not. */
function leftSeconds() {
  const left_s = state.source.reconnecting_in_s;
  const passed_s = (performance.now() - heard_at_ms) / 1000;
  return left_s === null ? null : Math.max(0, left_s - passed_s);
}

const sentence = (text) => (!text || /[.!?]$/.test(text) ? text : `${text}.`);
const short = (name) => (name.length <= 56 ? name : `${name.slice(0, 28)}…${name.slice(-28)}`);

function showVerdict(is_running) {
  const label = is_running ? DECIDING.find((each) => state.counts[each]) : undefined;
  const strip = $("verdict");
  if (strip.dataset.label !== (label ?? "")) {
    strip.dataset.label = label ?? "";
    $("verdict-symbol").replaceChildren(label ? mark(label) : "");
  }
  strip.hidden = !is_running; // the words in place of the picture then say it all
  say($("verdict-words"), is_running ? state.verdict.words : "");
}

function showNumbers(is_running) {
  const shown = is_running ? state : null;
  for (const label of LABELS) say($(`count-${label}`), String(shown?.counts[label] ?? "–"));
  say($("violations"), String(shown?.violations ?? "–"));
  $("violations").classList.toggle("some", Boolean(shown?.violations));
  say($("followed"), String(state?.people_followed ?? "–"));
  say($("share"), state?.masked_share == null ? "–" : percent(state.masked_share));
  showFaces(shown?.faces ?? []);
  drawCompliance($("chart"), state?.compliance ?? []);
}

function showFaces(faces) {
  const sorted = [...faces].sort(
    (a, b) => DECIDING.indexOf(a.label) - DECIDING.indexOf(b.label) || a.track - b.track,
  );
  const rows = new Map([...$("faces").children].map((row) => [row.dataset.key, row]));
  const wanted = sorted.map((face) => {
    const key = `${face.track} ${face.label}`;
    const row = rows.get(key) ?? faceRow(face, key);
    row.querySelector(".bar i").style.width = `${Math.round(100 * face.confidence)}%`;
    say(row.querySelector(".share"), face.label === "uncertain" ? "" : `${Math.round(100 * face.confidence)}%`);
    say(row.querySelector(".time"), duration(face.in_view_s));
    return row;
  });
  const shown = $("faces").children;
  if (wanted.length !== shown.length || wanted.some((row, i) => row !== shown[i])) {
    $("faces").replaceChildren(...wanted);
  }
  $("no-faces").hidden = faces.length > 0;
  if (faces.length > 6) $("faces-frame").tabIndex = 0;
  else $("faces-frame").removeAttribute("tabindex");
}

function faceRow(face, key) {
  const row = document.createElement("li");
  row.dataset.key = key;
  row.dataset.label = face.label;
  row.innerHTML = '<span class="who"></span><span class="bar" aria-hidden="true"><i></i></span><span class="share numbers"></span><span class="time numbers soft"></span>';
  row.querySelector(".who").append(mark(face.label), ` #${face.track} ${word(face.label)}`);
  return row;
}

function showSource() {
  const source = state?.source;
  const is_open = Boolean(source && source.state !== "idle");
  say($("source-name"), is_open ? source.name : "No source");
  const rates = [];
  if (is_open && source.state === "running" && !no_connection) {
    const each = state.rates;
    if (source.width) rates.push(`${source.width} × ${source.height}`);
    if (each?.source_fps) rates.push(`${Math.round(each.source_fps)} fps`);
    if (each?.processing_fps) rates.push(`${Math.round(each.processing_fps)} fps processed`);
    if (each?.latency_ms) rates.push(`${Math.round(each.latency_ms)} ms`);
    if (each?.dropped) rates.push(`${each.dropped} dropped`);
    if (state.picture?.is_blurred) rates.push("faces are blurred");
    if (!mayHold()) rates.push("here one picture per second, since other windows of this browser watch too");
  }
  if (state?.viewers && !no_connection) rates.push(state.viewers === 1 ? "1 viewer" : `${state.viewers} viewers`);
  say($("rates"), rates.join(" · "));
  $("notice").hidden = !state?.notice;
  say($("notice").lastElementChild, state?.notice ?? "");
}
