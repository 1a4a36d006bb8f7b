// The live picture: /stream.mjpg on a canvas.
//
// In an <img>, a stream that ended looks like one that goes on. Here each picture is known, so the
// page can say when none came.

import { refusal, sleep } from "./live.js";
import { mayHold } from "./other_windows.js";

const TRY_AGAIN_MS = 2000;
const ASK_EVERY_MS = 1000;
const LARGEST_PART = 32 * 1024 * 1024;

export class LivePicture {
  #canvas;
  #hear;
  #abort = null;
  #waiting = null;
  #is_drawing = false;

  /** When the newest picture was drawn, on the clock of `performance.now()`; null without one. */
  drawn_at_ms = null;

  /**
   * @param {HTMLCanvasElement} canvas What is drawn on.
   * @param {object} hear `refused(words)` is called when the program gives no pictures, `drawn()`
   *   after each picture.
   */
  constructor(canvas, hear = {}) {
    this.#canvas = canvas;
    this.#hear = hear;
  }

  get is_running() {
    return this.#abort !== null;
  }

  /**
   * Show the pictures until `stop`, asking again whenever they end. A page that may not hold the
   * connection gets one picture each time.
   */
  start() {
    if (!this.is_running) this.#run((this.#abort = new AbortController()));
  }

  /** Take the picture away: what is not live must not look so. */
  stop() {
    this.#abort?.abort();
    this.#abort = this.#waiting = this.drawn_at_ms = null;
    this.#canvas.getContext("2d").clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  async #run(abort) {
    while (!abort.signal.aborted) {
      let has_picture = false;
      try {
        const answer = await fetch("/stream.mjpg", { signal: abort.signal, cache: "no-store" });
        if (answer.ok) {
          await readParts(answer.body, (jpeg) => {
            has_picture = true;
            this.#take(jpeg, abort);
          });
        } else this.#hear.refused?.((await refusal(answer)).words);
      } catch {
        // The state tells why there is no picture; this only asks again.
      }
      if (!abort.signal.aborted) await sleep(has_picture && !mayHold() ? ASK_EVERY_MS : TRY_AGAIN_MS);
    }
  }

  /** Draw the newest picture; those that come while one is drawn are dropped but the last. */
  async #take(jpeg, abort) {
    this.#waiting = jpeg;
    if (this.#is_drawing) return;
    this.#is_drawing = true;
    while (this.#waiting && !abort.signal.aborted) {
      const blob = new Blob([this.#waiting], { type: "image/jpeg" });
      this.#waiting = null;
      try {
        this.#draw(await createImageBitmap(blob), abort);
      } catch {
        // A damaged picture; the next one is on its way.
      }
    }
    this.#is_drawing = false;
  }

  #draw(image, abort) {
    if (!abort.signal.aborted) {
      const canvas = this.#canvas;
      if (canvas.width !== image.width || canvas.height !== image.height) {
        canvas.width = image.width;
        canvas.height = image.height;
      }
      canvas.getContext("2d").drawImage(image, 0, 0);
      this.drawn_at_ms = performance.now();
      this.#hear.drawn?.();
    }
    image.close();
  }
}

/**
 * Read multipart/x-mixed-replace, whose parts state their length, until it ends; only one part if the
 * page may not hold the connection.
 */
async function readParts(body, hear) {
  const reader = body.getReader();
  let bytes = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    bytes = joined(bytes, value);
    for (;;) {
      const head_end = endOfHead(bytes);
      if (head_end < 0) break;
      const head = new TextDecoder("latin1").decode(bytes.subarray(0, head_end));
      const length = Number(/content-length:\s*(\d+)/i.exec(head)?.[1] ?? NaN);
      if (!(length <= LARGEST_PART)) {
        await reader.cancel();
        throw new Error("a part of the stream has no usable length");
      }
      if (bytes.length < head_end + length) break;
      hear(bytes.slice(head_end, head_end + length));
      bytes = bytes.slice(head_end + length);
      if (!mayHold()) {
        await reader.cancel();
        return;
      }
    }
  }
}

function joined(first, second) {
  if (!first.length) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function endOfHead(bytes) {
  for (let i = 0; i + 3 < bytes.length && i < 4096; i += 1) {
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) {
      return i + 4;
    }
  }
  return -1;
}
