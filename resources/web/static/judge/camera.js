// The browser's camera: opened only after a click, and released as soon as it is not needed.

// What an error of getUserMedia means, as the name of a part of the page that says it.
const MEANINGS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};

export class CameraError extends Error {
  constructor(meaning) {
    super(meaning);
    this.meaning = meaning;
  }
}

export class Camera {
  constructor(video, onLost) {
    this.video = video;
    this.onLost = onLost;
    this.stream = null;
  }

  // Opens a camera, in place of one that is open. `choice` is "user" or "environment" on phones,
  // else the identifier of a device; "" for the browser's choice.
  async open(choice) {
    if (!window.isSecureContext) throw new CameraError("insecure");
    if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("unsupported");
    this.close();
    const asked = Symbol("asked");
    this.asked = asked;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: wanted(choice) });
    } catch (error) {
      throw new CameraError(MEANINGS[error.name] ?? "busy");
    }
    if (this.asked !== asked) { // stopped while the browser asked
      release(stream);
      return false;
    }
    this.stream = stream;
    stream.getVideoTracks()[0].addEventListener("ended", () => {
      if (this.stream === stream) this.onLost();
    });
    this.video.srcObject = stream;
    await this.video.play().catch(() => {}); // it was stopped meanwhile
    return this.stream === stream;
  }

  close() {
    this.asked = null;
    if (this.stream) release(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }

  // Resolves with the next picture as a JPEG of at most this long side; null if there is none.
  async picture(longSidePx, quality) {
    const { videoWidth, videoHeight } = this.video;
    if (!this.stream || !videoWidth) return null;
    const scale = Math.min(1, longSidePx / Math.max(videoWidth, videoHeight));
    this.canvas ??= document.createElement("canvas");
    this.canvas.width = Math.round(videoWidth * scale);
    this.canvas.height = Math.round(videoHeight * scale);
    const context = this.canvas.getContext("2d", { alpha: false });
    context.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
    return new Promise((resolve) => { this.canvas.toBlob(resolve, "image/jpeg", quality); });
  }
}

function wanted(choice) {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  if (choice === "user" || choice === "environment") return { ...size, facingMode: choice };
  return choice ? { ...size, deviceId: { exact: choice } } : size;
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop();
}

// The cameras to choose from, as [choice, words]: by side on phones, whose many lenses have names
// that tell little, else by name. Browsers tell names only once a camera was allowed.
export async function choices() {
  if (window.matchMedia("(pointer: coarse)").matches) {
    return [["user", "Front camera"], ["environment", "Back camera"]];
  }
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId)
    .map((device, index) => [device.deviceId, device.label || `Camera ${index + 1}`]);
}
