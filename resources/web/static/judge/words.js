// What is said about faces: the same as in the window (maskapp/live/verdict.py).

export const GRAVEST_FIRST = ["without_mask", "incorrect_mask", "uncertain", "with_mask"];

// The verdict on everybody in view: the label that decides (null: nobody), and words.
export function verdictOn(faces) {
  const counts = Object.fromEntries(GRAVEST_FIRST.map((label) => [label, 0]));
  for (const face of faces) counts[face.label] += 1;
  const label = GRAVEST_FIRST.find((each) => counts[each] > 0) ?? null;
  return { label, words: verdictWords(label, counts, faces.length) };
}

function verdictWords(label, counts, people) {
  const { without_mask: bare, incorrect_mask: wrong, uncertain } = counts;
  switch (label) {
    case null: return "Nobody";
    case "without_mask":
      return wrong
        ? `${bare} without a mask, ${wrong} worn wrong, of ${people}`
        : `${bare} without a mask of ${people}`;
    case "incorrect_mask": return `${wrong} worn wrong of ${people}`;
    case "uncertain": return `${uncertain} uncertain of ${people}`;
    default: return "All masked";
  }
}

// The verdict to show of a camera: what is seen for a moment only is never shown, and what is
// shown stays for a second (maskapp/gui/preview/steady_verdict.py).
const VOTING_MS = 700;
const LEAST_SHOWN_MS = 1000;

export class SteadyVerdict {
  constructor() {
    this.recent = [];
    this.shown = null;
    this.changedMs = 0;
  }

  add(faces, nowMs) {
    this.recent.push({ atMs: nowMs, verdict: verdictOn(faces) });
    while (nowMs - this.recent[0].atMs > VOTING_MS) this.recent.shift();
    if (!this.shown || nowMs - this.changedMs >= LEAST_SHOWN_MS) {
      const elected = this.elected();
      if (elected.words !== this.shown?.words) {
        this.shown = elected;
        this.changedMs = nowMs;
      }
    }
    return this.shown;
  }

  elected() {
    const newestFirst = this.recent.map((each) => each.verdict).reverse();
    const label = mostCommon(newestFirst.map((verdict) => verdict.label));
    const fitting = newestFirst.filter((verdict) => verdict.label === label);
    const words = mostCommon(fitting.map((verdict) => verdict.words));
    return fitting.find((verdict) => verdict.words === words);
  }
}

// Of equals, the first.
function mostCommon(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts.keys()].find((value) => counts.get(value) === most);
}

// How sure the label is, such as "98%"; uncertain has no number of its own.
export function sureness(face) {
  const share = face.probabilities[face.label];
  return share === undefined ? "" : `${Math.round(share * 100)}%`;
}

export function countWords(faces) {
  return faces.length === 1 ? "1 face" : `${faces.length} faces`;
}
