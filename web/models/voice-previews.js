/**
 * Lets one voice at a time be heard. Fires `change`; `voice` is the one that is being heard or asked for, `state` is
 * `idle`, `asking` or `playing`.
 */

import * as api from "../api.js";
import { newKey } from "../interface/controls/keys.js";
import { sampleFor } from "../tasks/preview-lines.js";
import { tasks } from "../tasks/tasks.js";
import { modelOf } from "./voices.js";

class VoicePreviews extends EventTarget {
  voice = null;
  state = "idle";
  /** What every voice says instead of a line of its language; empty for that line. */
  sentence = "";
  #sound = new Audio();
  #asking = null;
  #failures = new Map();
  #keys = new Map();

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
      const address = modelOf(id) ? await this.#ask(id, this.sentence || sampleFor(language), signal) : this.#address(id);
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

  #address(voice) {
    const { sentence: text } = this;
    return String(api.address("/voices/preview", text ? { voice, text } : { voice }));
  }

  /** Of a cloned voice. Its usual line has a key of its own, so that it is made once; so has each other sentence. */
  async #ask(id, text, signal) {
    const line = `${id} ${this.sentence}`;
    if (this.sentence && !this.#keys.has(line)) this.#keys.set(line, newKey());
    const key = `preview-${id}-${this.#keys.get(line) ?? ""}${this.#failures.get(id) ?? 0}`;
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
