// One picture, judged by POST: its bytes are the whole body, in whatever format they are.

import { signIn } from "../sign_in.js";

const MOST_BYTES = 20_000_000;
const LONGEST_SIDE_PX = 2560; // phones draw on no canvas of any size
const SAME_SHAPE = 0.02;
const [RIFF, WEBP, EXIF] = [0x52494646, 0x57454250, 0x45584946];
const [LITTLE_ENDIAN, BIG_ENDIAN] = [0x4949, 0x4d4d];
const ORIENTATION = 0x0112;
const UPRIGHT = 1;

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

// Draws a picture on a canvas; false if this browser cannot show its format, or may show it turned or
// mirrored in another way than Maskapp: the boxes of `answer` would be elsewhere. An <img> would play
// an animation on under the boxes, which belong to its first picture.
export async function drawStill(file, answer, canvas, signal) {
  const url = URL.createObjectURL(file);
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
    const orientation = webpOrientation(await file.arrayBuffer());
    if (signal.aborted || !isUpright(image, answer, orientation)) return false;
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

// Chromium does not heed the orientation of a WebP, others may. The shape tells whether this browser
// did, but not if the picture was only to be mirrored or put on its head, or is square.
function isUpright({ naturalWidth, naturalHeight }, { width, height }, orientation) {
  const hasShape = isLike(naturalWidth * height, naturalHeight * width);
  const onItsSide = isLike(naturalWidth * width, naturalHeight * height);
  return hasShape && (orientation === UPRIGHT || (orientation >= 5 && !onItsSide));
}

// The sizes may differ, since browsers heed a resolution that a file states.
function isLike(one, other) {
  return Math.abs(one - other) <= SAME_SHAPE * Math.max(one, other);
}

// Returns the orientation from 1 to 8, as EXIF counts them; that of other formats is UPRIGHT.
function webpOrientation(content) {
  const file = new DataView(content);
  if (file.byteLength < 12 || file.getUint32(0) !== RIFF || file.getUint32(8) !== WEBP) return UPRIGHT;
  for (let at = 12; at + 8 < file.byteLength; ) {
    const size = file.getUint32(at + 4, true);
    if (file.getUint32(at) === EXIF) return exifOrientation(new DataView(content, at + 8));
    at += 8 + size + (size % 2);
  }
  return UPRIGHT;
}

function exifOrientation(exif) {
  const order = exif.getUint16(0);
  if (order !== LITTLE_ENDIAN && order !== BIG_ENDIAN) return UPRIGHT;
  const isLittle = order === LITTLE_ENDIAN;
  const start = exif.getUint32(4, isLittle);
  const count = exif.getUint16(start, isLittle);
  for (let at = start + 2; at < start + 2 + 12 * count; at += 12) {
    if (exif.getUint16(at, isLittle) !== ORIENTATION) continue;
    const orientation = exif.getUint16(at + 8, isLittle);
    return orientation <= 8 ? orientation || UPRIGHT : UPRIGHT; // some cameras write 0
  }
  return UPRIGHT;
}

function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
