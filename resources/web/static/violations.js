// The violations as they happen, newest first.

import { duration, mark, word } from "./marks.js";

const MOST = 12;
const ENDINGS = {
  put_on: "put on", left: "left", source_ended: "source ended", program_ended: "program ended",
};

const told = new WeakMap();
const $ = (id) => document.getElementById(id);

/** Show the newest violations that the program knows. */
export async function loadEvents() {
  try {
    const answer = await fetch(`/api/events?limit=${MOST}`, { cache: "no-store" });
    if (!answer.ok) return;
    const { events } = await answer.json();
    for (const event of events.reverse()) showEvent(event);
  } catch {
    // Those that happen from now on are shown all the same.
  }
}

/** Show a violation as it is told last; what tells of its picture may be late and know no end. */
export function showEvent(event) {
  const key = `${event.start ?? event.start_s} ${event.person}`;
  const list = $("events");
  const known = [...list.children].find((row) => row.dataset.key === key);
  const older = known ? null : [...list.children].find((row) => !(began(told.get(row)) > began(event)));
  if (!known && !older && list.children.length === MOST) return; // older than all that are shown
  const row = known ?? document.createElement("li");
  row.dataset.key = key;
  const before = told.get(row);
  const newest = before?.ended && !event.ended ? before : event;
  told.set(row, { ...newest, picture: event.picture ?? before?.picture });
  fill(row, told.get(row));
  if (!known) list.insertBefore(row, older ?? null);
  while (list.children.length > MOST) list.lastElementChild.remove();
  $("no-events").hidden = true;
}

/** Show that what went on has ended with the program; for how long it did, only its log may tell. */
export function endEvents() {
  for (const row of $("events").children) {
    const event = told.get(row);
    if (!event.ended) showEvent({ ...event, ended: "program_ended", length_s: null });
  }
}

const began = (event) => Date.parse(event.start);

function fill(row, event) {
  const id = /^\/api\/snapshots\/(\d+)\//.exec(event.picture ?? "")?.[1];
  const shown = [event.label, event.ended, event.length_s, id].join();
  if (row.dataset.shown === shown) return; // else screen readers would read it again
  row.dataset.shown = shown;
  const what = document.createElement("span");
  // The length of one that goes on would be old the next moment.
  const length = event.ended && event.length_s !== null ? ` for ${duration(event.length_s)}` : "";
  const how = `${length}, ${event.ended ? (ENDINGS[event.ended] ?? event.ended) : "goes on"}`;
  what.append(mark(event.label), ` ${word(event.label)}${how}`);
  const who = document.createElement("span");
  who.className = "soft small numbers";
  who.append(`#${event.person}`, event.start ? ` · ${when(event.start)}` : "");
  const words = document.createElement("span");
  words.className = "words";
  words.append(what, who);
  row.classList.toggle("goes-on", !event.ended);
  if (!id) return row.replaceChildren(words);
  const link = document.createElement("a");
  link.href = `/snapshots/${id}`;
  const image = document.createElement("img");
  image.src = `/api/snapshots/${id}/card.jpg`;
  image.alt = "";
  image.width = 44;
  image.height = 55;
  link.append(image, words);
  row.replaceChildren(link);
}

// The clock is that of the program's computer, as on the pages of snapshots, wherever the browser is.
function when(text) {
  const found = /^([\d-]{10})T([\d:]{8})[.\d]*(?:Z|([+-])(\d\d):(\d\d))$/.exec(text);
  if (!found) return text;
  const [, day, clock, sign, hours, minutes] = found;
  const offset_min = (sign === "-" ? -1 : 1) * (60 * Number(hours ?? 0) + Number(minutes ?? 0));
  const today = new Date(Date.now() + offset_min * 60_000).toISOString().slice(0, 10);
  return day === today ? clock : `${day} ${clock}`;
}
