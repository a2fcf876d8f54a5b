/**
 * Lets one voice at a time be heard. Fires `change`; `voice` is the one that is being heard or asked for, `state` is
 * `idle`, `asking` or `playing`.
 */

import { modelOf, voiceFields } from "./voices.js";
import { tasks } from "./tasks.js";
import { sampleFor } from "./voice-samples.js";

class Auditions extends EventTarget {
  voice = null;
  state = "idle";
  #sound = new Audio();
  #asking = null;
  #heard = new Map();
  #failures = new Map();

  constructor() {
    super();
    this.#sound.onended = () => this.stop();
  }

  stop() {
    this.#asking?.abort();
    this.#sound.pause();
    this.#become(null, "idle");
  }

  /** Plays a voice, or stops it. Throws where it cannot be heard. */
  async toggle({ id, language }) {
    const wasOn = this.voice === id;
    this.stop();
    if (wasOn) return;
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    this.#become(id, "asking");
    try {
      const address = this.#heard.get(id) ?? (await this.#ask(id, sampleFor(language), signal));
      if (signal.aborted) return;
      this.#heard.set(id, address);
      this.#sound.src = address;
      await this.#sound.play();
      this.#become(id, "playing");
    } catch (error) {
      if (signal.aborted) return;
      this.#heard.delete(id);
      this.#failures.set(id, (this.#failures.get(id) ?? 0) + 1);
      this.stop();
      throw error;
    }
  }

  /** The key is the voice's: who tries a voice again gets the sound that was made the first time. */
  async #ask(id, text, signal) {
    const key = `audition-${id}-${this.#failures.get(id) ?? 0}`;
    const model = modelOf(id);
    const order = { path: "/generate/speech", body: { text, ...voiceFields(id) } };
    const asked = model ? tasks.preview(model, text, key) : tasks.submit(order, key);
    const task = await tasks.end((await asked).id, signal);
    if (task.status !== "succeeded") throw task.error ?? { code: "INTERNAL" };
    return task.result.url;
  }

  #become(voice, state) {
    this.voice = voice;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const auditions = new Auditions();
