// One picture, judged by POST: its bytes are the whole body, in whatever format they are.

import { signIn } from "../sign_in.js";

const MOST_BYTES = 20_000_000;
const LONGEST_SIDE_PX = 2560; // phones draw on no canvas of any size
const SAME_SHAPE = 0.02;

// Resolves with the answer, or with { error: words }.
export async function judgePicture(file, signal) {
  if (file.size > MOST_BYTES) {
    const size = (file.size / 1e6).toFixed(1);
    return { error: `${file.name} has ${size} MB; at most ${MOST_BYTES / 1e6} MB can be sent.` };
  }
  try {
    const response = await fetch("/api/judge", {
      method: "POST",
      body: file,
      headers: { "Content-Type": "application/octet-stream" },
      signal,
    });
    if (response.status === 401) signIn();
    const answer = await response.json();
    return response.ok ? answer : { error: sentence(answer.error) };
  } catch {
    return { error: `No connection to ${location.host}. Is Maskapp still running there?` };
  }
}

// Draws a picture on a canvas; false if this browser cannot show its format, or lays it on its side:
// not every browser turns every format upright, and the boxes of `answer` would be elsewhere. An
// <img> would play an animation on under the boxes, which belong to its first picture.
export async function drawStill(file, answer, canvas, signal) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    if (signal.aborted || !hasShape(image, answer)) return false;
    const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(image.naturalWidth, image.naturalHeight));
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return true;
  } catch {
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

// The sizes may differ, since browsers heed a resolution that a file states.
function hasShape({ naturalWidth, naturalHeight }, { width, height }) {
  const [across, along] = [naturalWidth * height, naturalHeight * width];
  return Math.abs(across - along) <= SAME_SHAPE * Math.max(across, along);
}

function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
