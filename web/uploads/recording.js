/** Sound from the microphone, with pictures of the camera or without, as a file. Fires `level` with 0…1 while it listens. */

const types = {
  sound: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
  film: ["video/webm;codecs=vp8,opus", "video/mp4", "video/webm"],
};
const endings = { "audio/mp4": "m4a", "audio/ogg": "ogg", "video/mp4": "mp4", "video/webm": "webm" };
/** A face is recognised in this; more would only take longer to send. */
const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25 }, facingMode: "user" };

export class Recording extends EventTarget {
  /** Milliseconds since it began. */
  get elapsed() {
    return this.#startedAt === null ? 0 : performance.now() - this.#startedAt;
  }

  #isFilm;
  #startedAt = null;
  #stream = null;
  #recorder = null;
  #ear = null;
  #pieces = [];
  #frame = null;

  /** @param isFilm whether the camera is wanted too. */
  constructor(isFilm = false) {
    super();
    this.#isFilm = isFilm;
  }

  /** What is recorded, to be shown meanwhile; null before and after. */
  get stream() {
    return this.#stream;
  }

  /** Whether this browser, on this page, may ask for the microphone at all. Pages without TLS may not. */
  static get isPossible() {
    return Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== "undefined";
  }

  /** Asks for what it needs and begins. Throws a `DOMException` where the user or the machine says no. */
  async start() {
    // What makes speech clearer on the telephone takes away what a voice is learnt from.
    const sound = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: sound, video: this.#isFilm && picture });
    const mimeType = types[this.#isFilm ? "film" : "sound"].find((type) => MediaRecorder.isTypeSupported(type));
    const rates = { audioBitsPerSecond: 128_000, videoBitsPerSecond: 2_500_000 };
    this.#recorder = new MediaRecorder(this.#stream, { mimeType, ...rates });
    this.#recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    this.#recorder.start(1000);
    this.#startedAt = performance.now();
    this.#listen();
  }

  /** Ends it. @returns the file. */
  finish(name) {
    return new Promise((resolve) => {
      this.#recorder.onstop = () => {
        const [type] = this.#recorder.mimeType.split(";");
        const ending = endings[type] ?? "weba";
        this.cancel();
        resolve(new File(this.#pieces, `${name}.${ending}`, { type, lastModified: Date.now() }));
      };
      this.#recorder.stop();
    });
  }

  /** Lets go of microphone and camera. */
  cancel() {
    cancelAnimationFrame(this.#frame);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#ear?.close();
    this.#stream = this.#ear = null;
  }

  #listen() {
    this.#ear = new AudioContext();
    const analyser = this.#ear.createAnalyser();
    analyser.fftSize = 1024;
    this.#ear.createMediaStreamSource(this.#stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const measure = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      this.dispatchEvent(new CustomEvent("level", { detail: loudness(power) }));
      this.#frame = requestAnimationFrame(measure);
    };
    measure();
  }
}

/** -60 dB of full scale and below is nothing, 0 dB all. */
function loudness(power) {
  const decibels = 10 * Math.log10(power + 1e-9);
  return Math.min(1, Math.max(0, (decibels + 60) / 60));
}
