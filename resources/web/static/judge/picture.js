// One picture, judged by POST: its bytes are the whole body, in whatever format they are.

import { signIn } from "../sign_in.js";

const MOST_BYTES = 20_000_000;

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

function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
