/** A text, and the voice that speaks it. */

import * as api from "../api.js";
import { voiceFields } from "../models/voices.js";
import { opening } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";
import { Draft } from "../uploads/draft.js";

class SpeechDraft extends Draft {
  name = "speech";

  constructor() {
    super("speech", {}, { script: "", voice: null, rate: 1, pauses: 1, pitch: 0, title: "" });
  }

  get isReady() {
    return this.missing === null;
  }

  /** Why the work cannot begin, as a word of `order.speech.missing`, or null. */
  get missing() {
    if (!this.settings.script.trim()) return "script";
    return this.settings.voice ? null : "voice";
  }

  /** What is asked of the server: the route and the body. */
  get order() {
    const { script, voice, rate, pauses, pitch, title } = this.settings;
    const how = { ...(rate === 1 ? {} : { rate }), ...(pauses === 1 ? {} : { pauses }), ...(pitch ? { pitch } : {}) };
    const body = { text: script, ...voiceFields(voice), ...how };
    return { path: "/generate/speech", body: api.titled(body, title.trim() || opening(script)) };
  }

  /** The result appears below, so the page stays. */
  async submit(key) {
    await tasks.submit(this.order, key);
    this.set("title", "");
    return null;
  }

  blamed() {
    return null;
  }
}

export const speechDraft = new SpeechDraft();
