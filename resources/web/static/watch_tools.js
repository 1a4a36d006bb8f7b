// Snapshot, full screen and the menu of exports.

import { noAnswer, patience, refusal, sleep } from "./live.js";
import { say } from "./marks.js";

const TAKING = "Taking a snapshot…";
const TAKEN = "Snapshot taken";
const TRIED = "Snapshot taken. Those of the demo are not kept.";

const $ = (id) => document.getElementById(id);

/** Set the tools up; `isDemo` says whether the demo is shown, whose snapshots stay out of the log. */
export function setUpTools({ isDemo }) {
  $("snapshot").addEventListener("click", () => takeSnapshot(isDemo() ? TRIED : TAKEN));
  setUpFullScreen();
  setUpMenu();
}

async function takeSnapshot(done) {
  const button = $("snapshot");
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true"; // disabled, it would lose the focus
  say($("done"), TAKING);
  tell(await snapshotTaken(done));
  button.ariaDisabled = null;
}

async function snapshotTaken(done) {
  try {
    const answer = await fetch("/api/snapshot", { method: "POST", signal: patience() });
    return answer.ok ? done : (await refusal(answer)).words;
  } catch (error) {
    return noAnswer(error);
  }
}

async function tell(words) {
  say($("done"), words);
  await sleep(4000);
  if ($("done").textContent === words) say($("done"), "");
}

function setUpFullScreen() {
  const [button, stage] = [$("fullscreen"), $("stage")];
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else stage.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    button.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
  });
}

function setUpMenu() {
  const menu = $("downloads");
  const summary = menu.querySelector("summary");
  document.addEventListener("click", (event) => {
    if (menu.contains(event.target) && !event.target.closest("a")) return;
    if (menu.querySelector("ul").contains(document.activeElement)) summary.focus();
    menu.open = false;
  });
  menu.addEventListener("toggle", () => {
    if (menu.open) menu.querySelector("ul").scrollIntoView({ block: "nearest" });
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary.focus();
  });
}
