// What the program says while it runs: /api/live, read until the page is left.
//
// An EventSource would neither tell why it was refused nor notice that the line went dead, since it
// hides the heartbeat.

import { signIn } from "./sign_in.js";

const SILENT_AFTER_MS = 12_000;
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 15;

/**
 * Follow the program.
 *
 * @param {object} hear `state(state)` gets each state, `violation(event)` each event, `gone(words,
 *   seconds, is_refused)` is called every second while there is no connection, `back()` when there is
 *   one again.
 */
export function follow(hear) {
  let pause_s = FIRST_PAUSE_S;
  let is_connected = false;

  async function connect() {
    const abort = new AbortController();
    let watchdog = setTimeout(() => abort.abort(), SILENT_AFTER_MS);
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENT_AFTER_MS);
    };
    try {
      const answer = await fetch("/api/live", { signal: abort.signal, cache: "no-store" });
      if (!answer.ok) return { ...(await refusal(answer)), is_refused: true };
      pause_s = FIRST_PAUSE_S;
      await readEvents(answer.body, alive, (name, data) => {
        if (!is_connected) {
          is_connected = true;
          hear.back?.();
        }
        hear[name]?.(data);
      });
    } catch {
      // Told below: whatever broke, there is no connection.
    } finally {
      clearTimeout(watchdog);
    }
    return { words: "No connection to the program" };
  }

  async function run() {
    for (;;) {
      const { words, after_s, is_refused = false } = await connect();
      is_connected = false;
      for (let left = after_s ?? pause_s; left > 0; left -= 1) {
        hear.gone?.(words, Math.ceil(left), is_refused);
        await sleep(1000);
      }
      hear.gone?.(words, 0, is_refused);
      pause_s = Math.min(2 * pause_s, LONGEST_PAUSE_S);
    }
  }
  run();
}

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

/** Return "Trying again in 3 s." */
export function tryingAgain(seconds) {
  return seconds > 0 ? `Trying again in ${Math.ceil(seconds)} s.` : "Trying again now.";
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Read Server-Sent Events; `alive()` is called for whatever arrives, comments too. */
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
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5));
      }
      if (data.length) hear(name, JSON.parse(data.join("\n")));
    }
  }
}
