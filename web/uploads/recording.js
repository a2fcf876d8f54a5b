/** Sound from the microphone, as a file. Fires `level` with 0…1 while it listens. */

const types = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export class Recording extends EventTarget {
  /** Milliseconds since it began. */
  get elapsed() {
    return this.#startedAt === null ? 0 : performance.now() - this.#startedAt;
  }

  #startedAt = null;
  #stream = null;
  #recorder = null;
  #ear = null;
  #pieces = [];
  #frame = null;

  /** Whether this browser, on this page, may ask for the microphone at all. Pages without TLS may not. */
  static get isPossible() {
    return Boolean(navigator.mediaDevices?.getUserMedia) && typeof MediaRecorder !== "undefined";
  }

  /** Asks for the microphone and begins. Throws a `DOMException` where the user or the machine says no. */
  async start() {
    // What makes speech clearer on the telephone takes away what a voice is learnt from.
    const sound = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
    this.#stream = await navigator.mediaDevices.getUserMedia({ audio: sound });
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(this.#stream, { mimeType, audioBitsPerSecond: 128_000 });
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
        const ending = { "audio/mp4": "m4a", "audio/ogg": "ogg" }[type] ?? "weba";
        this.cancel();
        resolve(new File(this.#pieces, `${name}.${ending}`, { type, lastModified: Date.now() }));
      };
      this.#recorder.stop();
    });
  }

  /** Lets go of the microphone. */
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
