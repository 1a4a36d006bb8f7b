// Who is no longer signed in: the token runs out, or is another one since the program was started.

/** Show the page that asks for the token: the program sends it in place of this one. */
export const signIn = () => location.reload();

/** Do so if that is why something failed; a WebSocket does not tell the reason. */
export async function signInIfDue() {
  try {
    const answer = await fetch("/api/state", { method: "HEAD", cache: "no-store" });
    if (answer.status === 401) signIn();
  } catch {
    // There is no connection at all, which is told already.
  }
}
