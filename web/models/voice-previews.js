/**
 * Lets one voice at a time be heard. Fires `change`; `voice` is the one that is being heard or asked for, `state` is
 * `idle`, `asking` or `playing`.
 */

import * as api from "../api.js";
import { sampleFor } from "../tasks/preview-lines.js";
import { tasks } from "../tasks/tasks.js";
import { modelOf } from "./voices.js";

class VoicePreviews extends EventTarget {
  voice = null;
  state = "idle";
  #sound = new Audio();
  #asking = null;
  #failures = new Map();

  constructor() {
    super();
    this.#sound.onended = () => this.stop();
  }

  stop() {
    this.#asking?.abort();
    this.#asking = null;
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
      const address = modelOf(id) ? await this.#ask(id, sampleFor(language), signal) : String(api.address("/voices/preview", { voice: id }));
      if (signal.aborted) return;
      this.#sound.src = address;
      await this.#sound.play();
      this.#become(id, "playing");
    } catch (error) {
      if (signal.aborted) return;
      this.stop();
      throw error;
    }
  }

  /** Of a cloned voice. The key is the voice's: who tries a voice again gets the sound that was made the first time. */
  async #ask(id, text, signal) {
    const key = `preview-${id}-${this.#failures.get(id) ?? 0}`;
    const { id: asked } = await tasks.preview(modelOf(id), text, key);
    const task = await tasks.end(asked, signal).catch((error) => this.#giveUp(id, asked, error));
    if (task.status === "succeeded") return task.result.url;
    return this.#giveUp(id, asked, task.error ?? { code: "INTERNAL" });
  }

  /** Nobody waits for it any more; the next try is a new one. */
  #giveUp(id, task, error) {
    this.#failures.set(id, (this.#failures.get(id) ?? 0) + 1);
    if (error.isAborted) tasks.cancel(task).catch(() => {});
    throw error;
  }

  #become(voice, state) {
    this.voice = voice;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const voicePreviews = new VoicePreviews();
