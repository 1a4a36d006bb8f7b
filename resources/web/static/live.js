// What the program says while it runs: /api/live, read while the page is in sight.
//
// An EventSource would neither tell why it was refused nor notice that the line went dead, since it
// hides the heartbeat.

import { inSight, mayHold } from "./other_windows.js";
import { signIn } from "./sign_in.js";

const SILENT_AFTER_MS = 5000; // the program says something every second
const ASK_EVERY_MS = 1000;
const PATIENCE_MS = 8000;
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 15;

/**
 * Follow the program.
 *
 * @param {object} hear `state(state)` gets each state, `violation(event)` each event, `gone(words,
 *   seconds, is_refused)` is called every second while there is no connection, `back()` when there is
 *   one again, and `asked()` after each state of a page that may not hold its connection, which
 *   hears of no events. `unseen()` is called when the page goes out of sight, and nothing after it
 *   until the page is seen again; events that it missed then, or without a connection, come later.
 *   `restarted()` is called when the program was started again since the page last heard of it.
 */
export function follow(hear) {
  let pause_s = FIRST_PAUSE_S;
  let is_connected = false;
  let heard = ""; // id of the last event
  let abort = null;
  let wake = () => {};

  function say(name, data, id) {
    if (document.hidden) return;
    if (id) {
      if (heard && startOf(heard) !== startOf(id)) hear.restarted?.();
      heard = id;
    }
    if (!is_connected) {
      is_connected = true;
      hear.back?.();
    }
    hear[name]?.(data);
  }

  /** Read what the program says; return why it ended: nothing if it may go on at once. */
  async function connect() {
    abort = new AbortController();
    let watchdog = 0;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENT_AFTER_MS);
    };
    alive();
    const holds = mayHold();
    try {
      const headers = holds && heard ? { "Last-Event-ID": heard } : {};
      const answer = await fetch(holds ? "/api/live" : "/api/state", { headers, signal: abort.signal, cache: "no-store" });
      if (!answer.ok) return { ...(await refusal(answer)), is_refused: true };
      pause_s = FIRST_PAUSE_S;
      if (!holds) {
        say("state", await answer.json());
        hear.asked?.();
        clearTimeout(watchdog);
        await sleep(ASK_EVERY_MS);
        return null;
      }
      await readEvents(answer.body, alive, say);
      if (!mayHold()) return null;
    } catch {
      // Told below: whatever broke, there is no connection.
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
    return { words: "No connection to the program" };
  }

  async function run() {
    for (;;) {
      await inSight();
      const end = await connect();
      if (!end || document.hidden) continue;
      is_connected = false;
      for (let left = end.after_s ?? pause_s; left > 0 && !document.hidden; left -= 1) {
        hear.gone?.(end.words, Math.ceil(left), end.is_refused);
        await Promise.race([sleep(1000), new Promise((done) => (wake = done))]);
      }
      if (document.hidden) continue;
      hear.gone?.(end.words, 0, end.is_refused);
      pause_s = Math.min(2 * pause_s, LONGEST_PAUSE_S);
    }
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return;
    is_connected = false;
    abort?.abort();
    wake();
    hear.unseen?.();
  });
  run();
}

/** Return the part of an event's id that each start of the program has of its own. */
const startOf = (id) => id.slice(0, id.lastIndexOf("-"));

/** Return what the program says to a request that it refused: `{words, after_s}`. */
export async function refusal(answer) {
  if (answer.status === 401) signIn();
  let words = `The program refused this (${answer.status})`;
  try {
    words = (await answer.json()).error ?? words;
  } catch {
    // Something else than the program answered.
  }
  const after_s = Number(answer.headers.get("Retry-After"));
  return { words, after_s: after_s > 0 ? Math.min(after_s, 60) : undefined };
}

/** Return how long a request may wait, for `fetch`: a program that hangs answers none. */
export const patience = () => AbortSignal.timeout(PATIENCE_MS);

/** Return why a request got no answer. */
export const noAnswer = (error) =>
  error.name === "TimeoutError"
    ? "The program does not answer. Try again in a moment."
    : "No connection to the program. Try again in a moment.";

/** Return "Trying again in 3 s." */
export function tryingAgain(seconds) {
  return seconds > 0 ? `Trying again in ${Math.ceil(seconds)} s.` : "Trying again now.";
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Read Server-Sent Events until they end or the page may no longer hold the connection; `alive()` is
 * called for whatever arrives, comments too.
 */
async function readEvents(body, alive, hear) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      let id = "";
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5));
        else if (line.startsWith("id:")) id = line.slice(3).trim();
      }
      if (data.length) hear(name, JSON.parse(data.join("\n")), id);
    }
    if (!mayHold()) return;
  }
}
