// The choice of the source, which is one for all viewers.

import { noAnswer, patience, refusal } from "./live.js";
import { iconOf } from "./marks.js";

const $ = (id) => document.getElementById(id);

export function setUpSources() {
  $("choose").addEventListener("click", async () => {
    tell("");
    $("sources").showModal();
    await fill();
  });
  $("any-source").addEventListener("submit", (event) => {
    event.preventDefault();
    openSource($("any-text").value.trim());
  });
  $("close-source").addEventListener("click", closeSource);
  // Where it was opened from may be gone.
  $("sources").addEventListener("close", () => {
    if (document.activeElement === document.body) $("choose").focus();
  });
}

export const openSource = (text) => send("/api/source", { source: text });
export const closeSource = () => send("/api/source", { source: null });
export const retrySource = () => send("/api/source/retry");

async function fill() {
  $("sources-wait").hidden = $("source-list").children.length > 0;
  try {
    const answer = await fetch("/api/sources", { cache: "no-store", signal: patience() });
    if (!answer.ok) return tell((await refusal(answer)).words);
    const { sources, allows_any } = await answer.json();
    show(sources);
    $("any-source").hidden = !allows_any;
  } catch (error) {
    tell(noAnswer(error));
  } finally {
    $("sources-wait").hidden = true;
  }
}

/** Show the sources; a list that is the same stays, and with it the focus of who was quicker. */
function show(sources) {
  const list = $("source-list");
  const content = JSON.stringify(sources);
  if (list.dataset.content === content) return;
  list.dataset.content = content;
  list.replaceChildren(...sources.map(choice));
}

function choice({ text, name, kind }) {
  const button = document.createElement("button");
  button.type = "button";
  const known = { camera: "camera", demo: "demo", stream: "stream" };
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = name;
  button.append(iconOf(known[kind] ?? "video"), words);
  button.addEventListener("click", () => openSource(text));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

async function send(address, content) {
  tell("");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: content === undefined ? undefined : JSON.stringify(content),
      signal: patience(),
    });
    if (!answer.ok) return tell((await refusal(answer)).words);
    $("sources").close();
  } catch (error) {
    tell(noAnswer(error));
  }
}

/** Say what went wrong, in the dialog if it is open; "" takes it away. */
function tell(words) {
  const place = $("sources").open ? $("sources-trouble") : $("trouble");
  for (const each of [$("sources-trouble"), $("trouble")]) each.hidden = each !== place || !words;
  place.querySelector("span").textContent = words;
}
