// Labels, as the templates of the page have them.

export const LABELS = ["with_mask", "without_mask", "incorrect_mask", "uncertain"];
export const DECIDING = ["without_mask", "incorrect_mask", "uncertain", "with_mask"];

/** Return the symbol of a label; nothing for a label that this version does not know. */
export function mark(label) {
  return copyOf(`mark-${label}`);
}

export function word(label) {
  return document.getElementById(`mark-${label}`)?.dataset.word ?? label;
}

export function iconOf(name) {
  return copyOf(`icon-${name}`);
}

function copyOf(id) {
  const template = document.getElementById(id);
  return template ? template.content.cloneNode(true) : document.createDocumentFragment();
}

/** Return a duration as 0:07, 12:30 or 1:02:00, as the window has it. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Return a share as a percentage; only all of them are 100 %, and only none are 0 %. */
export function percent(share) {
  if (share >= 0.995 && share < 1) return "over 99%";
  if (share > 0 && share < 0.005) return "under 1%";
  return `${Math.round(100 * share)}%`;
}

/** Set a text only when it changes: screen readers read it out again otherwise. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
