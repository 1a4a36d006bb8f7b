// The other windows of this browser that show the program live.
//
// Browsers allow six connections to a server. A page that watches holds two of them for as long as
// it is seen, so that three windows would keep every further page waiting for ever. So the two
// windows that were opened first hold theirs, and the others ask again and again.

const MOST_HOLDING = 2;
const TELL_EVERY_MS = 1000;
const FORGET_AFTER_MS = 3500;

const opened_ms = Date.now();
const id = `${String(opened_ms).padStart(15, "0")} ${Math.random()}`; // sorts by age
const heard_ms = new Map();
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("live") : null;

/** Return whether this page may hold its connections. One that is out of sight may not. */
export function mayHold() {
  if (document.hidden) return false;
  const now_ms = Date.now();
  for (const [other, at_ms] of heard_ms) if (now_ms - at_ms > FORGET_AFTER_MS) heard_ms.delete(other);
  return [...heard_ms.keys()].filter((other) => other < id).length < MOST_HOLDING;
}

/** Wait until the page is in sight. */
export function inSight() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((seen) => {
    document.addEventListener("visibilitychange", function look() {
      if (document.hidden) return;
      document.removeEventListener("visibilitychange", look);
      seen();
    });
  });
}

function tell(kind) {
  channel?.postMessage({ kind, id });
}

function tellIfSeen() {
  if (!document.hidden) tell("watches");
}

if (channel) {
  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "leaves") {
      heard_ms.delete(data.id);
      return;
    }
    if (!heard_ms.has(data.id)) tellIfSeen(); // the new one should know at once
    heard_ms.set(data.id, Date.now());
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? tell("leaves") : tellIfSeen()));
  addEventListener("pagehide", () => tell("leaves"));
  setInterval(tellIfSeen, TELL_EVERY_MS);
  tellIfSeen();
}
