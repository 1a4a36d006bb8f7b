// Keeping the screen on, where browsers can.

export class Awake {
  #is_wanted = false;
  #lock = null;

  constructor() {
    // Browsers forget it while the page is hidden.
    document.addEventListener("visibilitychange", () => this.#ask());
  }

  keep() {
    this.#is_wanted = true;
    this.#ask();
  }

  release() {
    this.#is_wanted = false;
    this.#lock?.release();
    this.#lock = null;
  }

  async #ask() {
    if (!this.#is_wanted || document.hidden) return;
    try {
      this.#lock = await navigator.wakeLock?.request("screen");
    } catch {
      // Refused on a low battery, say: then the settings of the tablet decide.
    }
    if (!this.#is_wanted) this.release();
  }
}
