// The connection that judges a camera: one picture goes out, and the next only after its answer,
// so that nothing piles up however slow the way or the computer is.

import { signInIfDue } from "../sign_in.js";

const ANSWER_MS = 15000;
const PAUSES_S = [1, 2, 4, 8, 15];
const FOR_GOOD = [1008, 1011];
const NO_PICTURE_MS = 100;

export class LiveConnection {
  // `takePicture` resolves with a JPEG or null. `on` has the functions answer(answer, delayMs),
  // waiting(seconds, reason) before the next try, and refused(reason) if there is none.
  constructor(address, takePicture, on) {
    this.address = address;
    this.takePicture = takePicture;
    this.on = on;
    this.failures = 0;
    this.connect();
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearTimeout(this.deadline);
    this.socket.close();
  }

  connect() {
    const socket = new WebSocket(this.address);
    this.socket = socket;
    this.sentMs = null;
    socket.addEventListener("open", () => this.send(socket));
    socket.addEventListener("message", (event) => this.receive(socket, event.data));
    socket.addEventListener("close", (event) => this.end(socket, event));
    this.deadline = setTimeout(() => this.drop(socket), ANSWER_MS);
  }

  async send(socket) {
    const takenMs = performance.now();
    const picture = await this.takePicture();
    if (socket !== this.socket || socket.readyState !== WebSocket.OPEN) return;
    if (!picture) { // the camera has none yet
      this.timer = setTimeout(() => this.send(socket), NO_PICTURE_MS);
      return;
    }
    this.sentMs = takenMs;
    socket.send(picture);
    clearTimeout(this.deadline);
    this.deadline = setTimeout(() => this.drop(socket), ANSWER_MS);
  }

  receive(socket, text) {
    if (socket !== this.socket || this.isClosed) return;
    clearTimeout(this.deadline);
    const answer = JSON.parse(text);
    if (!answer.error) {
      this.failures = 0;
      this.on.answer(answer, performance.now() - this.sentMs);
    }
    this.send(socket);
  }

  // A connection that hangs is not waited for.
  drop(socket) {
    this.end(socket, { code: 1006, reason: "" });
    socket.close();
  }

  end(socket, { code, reason }) {
    if (socket !== this.socket || this.isClosed) return;
    this.socket = { close() {} };
    clearTimeout(this.deadline);
    if (FOR_GOOD.includes(code)) {
      this.on.refused(reason);
      return;
    }
    const pauseS = PAUSES_S[Math.min(this.failures, PAUSES_S.length - 1)];
    this.failures += 1;
    this.countDown(pauseS, reason);
    signInIfDue();
  }

  countDown(seconds, reason) {
    if (seconds === 0) {
      this.on.waiting(0, reason);
      this.connect();
      return;
    }
    this.on.waiting(seconds, reason);
    this.timer = setTimeout(() => this.countDown(seconds - 1, reason), 1000);
  }
}
