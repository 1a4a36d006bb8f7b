// The page "Check my camera": its states, and what its buttons do.

import { Awake } from "../awake.js";
import { Camera, CameraError, choices } from "./camera.js";
import { cleared, drawFaces } from "./drawing.js";
import { LiveConnection } from "./live.js";
import { clearFaces, showFaces, showRates, showVerdict } from "./panel.js";
import { drawStill, judgePicture } from "./picture.js";
import { SteadyVerdict, verdictOn } from "./words.js";

const LONG_SIDE_PX = 960;
const JPEG_QUALITY = 0.8;

const byId = (name) => document.getElementById(name);
const page = byId("judge");
const [stage, video, picture, boxes] = ["stage", "video", "picture", "boxes"].map(byId);
const labels = JSON.parse(page.dataset.labels);
const camera = new Camera(video, () => stop("unplugged"));
const awake = new Awake();

let connection = null;
let steady = new SteadyVerdict();
let drawn = null; // the answer whose faces are drawn
let upload = null;

// What the stage shows: one of its parts by name, "video" or "picture".
function show(name, reason = "") {
  const isVideo = name === "video";
  const isPicture = name === "picture";
  video.hidden = !isVideo;
  picture.hidden = !isPicture;
  stage.classList.toggle("has-picture", isVideo || isPicture);
  for (const part of stage.querySelectorAll("[data-part]")) {
    part.hidden = part.dataset.part !== name;
    const place = part.querySelector("[data-reason]");
    if (place && !part.hidden) place.textContent = reason;
  }
  byId("stop").hidden = !isVideo && name !== "asking";
  byId("start").hidden = isVideo || name === "asking" || name === "insecure";
  byId("mirror-choice").hidden = !isVideo;
  redraw();
  const words = stage.querySelector(`[data-part="${name}"] h2`)?.textContent;
  if (words && name !== "start") byId("spoken").textContent = `${words}. ${reason}`;
}

function notice(words) {
  byId("notice").hidden = !words;
  byId("notice").querySelector("span").textContent = words;
}

function forget() {
  drawn = null;
  steady = new SteadyVerdict();
  showVerdict(null, labels);
  clearFaces();
  notice("");
  redraw();
}

function redraw() {
  const isCovered = video.hidden && picture.hidden;
  if (isCovered || !drawn) cleared(boxes);
  else drawFaces(boxes, drawn, labels, !video.hidden && byId("mirror").checked);
}

async function start() {
  letGo();
  forget();
  show(window.isSecureContext ? "asking" : "insecure");
  try {
    if (!(await camera.open(byId("camera").value))) return;
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    show(error.meaning);
    byId("start").focus();
    return;
  }
  show("video");
  awake.keep(); // a tablet at a door is touched by nobody
  byId("stop").focus();
  byId("count").textContent = "The first picture is being checked…";
  await offerCameras();
  connect();
}

function connect() {
  connection?.close();
  const address = new URL("/api/judge/live", location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  let lastMs = null;
  connection = new LiveConnection(address, () => camera.picture(LONG_SIDE_PX, JPEG_QUALITY), {
    answer(answer, delayMs) {
      const nowMs = performance.now();
      notice("");
      drawn = answer;
      stage.style.setProperty("--shape", `${answer.width} / ${answer.height}`);
      showVerdict(steady.add(answer.faces, nowMs), labels);
      showFaces(answer.faces, labels);
      if (lastMs !== null) showRates(delayMs, nowMs - lastMs);
      lastMs = nowMs;
      redraw();
    },
    waiting(seconds, reason) {
      forget();
      lastMs = null;
      byId("count").textContent = "Nothing is checked now.";
      const when = seconds ? `Trying again in ${seconds} s.` : "Trying again…";
      notice(`${reason ? `${reason}.` : `No connection to ${location.host}.`} ${when}`);
    },
    refused(reason) { stop("refused", `${reason}.`); },
  });
}

// Releases the camera and all that is on its way.
function letGo() {
  connection?.close();
  connection = null;
  camera.close();
  awake.release();
  upload?.abort();
  upload = null;
  picture.width = picture.height = 0; // and its memory
}

function stop(part, reason) {
  const hadFocus = document.activeElement === byId("stop");
  letGo();
  forget();
  show(part, reason);
  if (hadFocus) byId("start").focus();
}

async function offerCameras() {
  const select = byId("camera");
  const offered = await choices();
  const chosen = select.value || video.srcObject?.getVideoTracks()[0].getSettings().deviceId;
  select.replaceChildren(...offered.map(([value, words]) => new Option(words, value)));
  if (offered.some(([value]) => value === chosen)) select.value = chosen;
  byId("camera-choice").hidden = offered.length < 2;
}

async function judge(file) {
  letGo();
  forget();
  show("judging", file.name);
  byId("count").textContent = "The picture is being checked…";
  upload = new AbortController();
  const { signal } = upload;
  const found = await judgePicture(file, signal);
  if (signal.aborted) return;
  if (found.error) {
    byId("count").textContent = "Nothing was checked.";
    show("unread", found.error);
    return;
  }
  const canShow = await drawStill(file, found, picture, signal);
  if (signal.aborted) return;
  drawn = found;
  stage.style.setProperty("--shape", `${found.width} / ${found.height}`);
  showVerdict(verdictOn(found.faces), labels);
  showFaces(found.faces, labels, found.problems);
  show(canShow ? "picture" : "unshown");
}

byId("start").addEventListener("click", start);
byId("stop").addEventListener("click", () => stop("start"));
byId("choose").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", () => {
  const [file] = byId("file").files;
  if (file) judge(file);
  byId("file").value = ""; // so that the same one can be chosen again
});
byId("camera").addEventListener("change", () => { if (camera.stream) start(); });
byId("mirror").addEventListener("change", mirror);
document.addEventListener("visibilitychange", () => {
  if (document.hidden && (camera.stream || camera.asked)) stop("background");
});
window.addEventListener("pagehide", letGo);
new ResizeObserver(redraw).observe(stage);

// A picture that misses the stage must not replace the page.
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  stage.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) stage.classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  stage.classList.remove("dropping");
  const [file] = event.dataTransfer.files;
  if (file) judge(file);
});
document.addEventListener("paste", (event) => {
  const [file] = event.clipboardData.files;
  if (file) judge(file);
});

function mirror() {
  video.classList.toggle("mirrored", byId("mirror").checked);
  redraw();
}

page.hidden = false;
mirror();
show(window.isSecureContext ? "start" : "insecure");
