// The door display: one sign for the person at the door.

import { Awake } from "./awake.js";
import { follow, tryingAgain } from "./live.js";
import { LivePicture } from "./picture.js";

const CONTROLS_MS = 4000;
const UNAVAILABLE = "The camera is not available";
const NOTES = {
  idle: "No source is open", ended: "The video has ended", failed: "It cannot be opened",
  no_model: "The mask model is missing or damaged",
};

const $ = (id) => document.getElementById(id);
const inset = $("inset");
const picture = inset && new LivePicture(inset, { drawn: () => (inset.hidden = false) });
const FIRST_WORDS = $("words").textContent;
let shown_sign = "";
let hide_controls = 0;

follow({
  state: (state) => {
    if (!state.source) return; // the program has only just started
    const is_running = state.source.state === "running";
    const sign = $(`sign-${state.door.sign}`) ? state.door.sign : "wait";
    showSign(sign, state.door.words, sign === "unavailable" ? noteOn(state.source) : "");
    if (!picture) return;
    if (is_running) picture.start();
    else hidePicture();
  },
  unseen: () => {
    showSign("wait", FIRST_WORDS, ""); // what it said is old when the page is seen again
    hidePicture();
  },
  gone: (words, seconds) => {
    showSign("unavailable", UNAVAILABLE, `${words}. ${tryingAgain(seconds)}`);
    hidePicture();
  },
});
showSign("wait", FIRST_WORDS, "");
new Awake().keep();
setUpControls();
new ResizeObserver(fitWords).observe(document.body);

function hidePicture() {
  if (!picture) return;
  if (picture.is_running) picture.stop();
  inset.hidden = true;
}

function noteOn(source) {
  if (source.state !== "lost") return NOTES[source.state] ?? "";
  const again = source.reconnecting_in_s;
  return again ? `Connection lost, trying again in ${Math.ceil(again)} s` : "Connection lost, trying again now";
}

function showSign(sign, words, note) {
  if (sign !== shown_sign) {
    shown_sign = sign;
    document.body.dataset.sign = sign;
    document.querySelector('meta[name="theme-color"]').content = getComputedStyle(document.body).backgroundColor;
    $("symbol").replaceChildren($(`sign-${sign}`).content.cloneNode(true));
  }
  if ($("words").textContent !== words) {
    $("words").textContent = words;
    fitWords();
  }
  if ($("note").textContent !== note) $("note").textContent = note;
}

/** Make the words as large as their place allows. */
function fitWords() {
  const words = $("words");
  const room = { width: words.clientWidth, height: window.innerHeight * 0.27 };
  let [least, most] = [10, Math.max(10, Math.floor(room.height))];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    words.style.fontSize = `${middle}px`;
    const fits = words.scrollHeight <= room.height && words.scrollWidth <= room.width + 1 && !isWordBroken(words, middle, room.width);
    if (fits) least = middle;
    else most = middle - 1;
  }
  words.style.fontSize = `${least}px`;
}

/** Return whether the longest word is wider than the place, so that it would be cut in two. */
function isWordBroken(words, size_px, width) {
  const context = (isWordBroken.canvas ??= document.createElement("canvas")).getContext("2d");
  context.font = `600 ${size_px}px ${getComputedStyle(words).fontFamily}`;
  return words.textContent.split(/\s+/).some((word) => context.measureText(word).width > width);
}

/** Full screen and the way back, out of sight while nobody touches the screen. */
function setUpControls() {
  const [controls, button] = [$("controls"), $("fullscreen")];
  const show = () => {
    controls.classList.remove("away");
    document.body.classList.remove("alone");
    clearTimeout(hide_controls);
    hide_controls = setTimeout(() => {
      controls.classList.add("away");
      document.body.classList.add("alone");
    }, CONTROLS_MS);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown", "focusin"]) document.addEventListener(kind, show);
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen({ navigationUI: "hide" });
  });
  document.addEventListener("fullscreenchange", () => {
    button.hidden = Boolean(document.fullscreenElement);
  });
  show();
}
