// Snapshot, full screen and the menu of exports.

import { refusal, sleep } from "./live.js";
import { say } from "./marks.js";

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
  try {
    const answer = await fetch("/api/snapshot", { method: "POST" });
    await tell(answer.ok ? done : (await refusal(answer)).words);
  } catch {
    await tell("No connection to the program. Try again in a moment.");
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
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  });
  menu.addEventListener("toggle", () => {
    if (menu.open) menu.querySelector("ul").scrollIntoView({ block: "nearest" });
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
