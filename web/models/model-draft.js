/** What an avatar or a voice is learnt from: footage or a sample, a consent with its statement, a name. */

import * as api from "../api.js";
import { Draft } from "../uploads/draft.js";
import { avatars, voiceModels } from "./models.js";

class ModelDraft extends Draft {
  #collection;
  #page;
  #place;

  /** @param page the page on which the model then appears. */
  constructor(name, place, kind, collection, page, settings) {
    super(name, { [place]: kind, statement: kind }, { name: "", consent: null, ...settings });
    this.name = name;
    this.#collection = collection;
    this.#page = page;
    this.#place = place;
  }

  get isReady() {
    return this.missing === null;
  }

  /** Where the footage or the sample lies. */
  get source() {
    return this.#place;
  }

  /** Whether the person has said so, heard or still to be heard, or an administrator has waived it. */
  get isAgreed() {
    return ["verified", "needs_review", "approved", "waived"].includes(this.settings.consent?.status);
  }

  /** Milliseconds until the sentence is void; by the time that has passed here, whatever the clock says. */
  get timeLeft() {
    return Math.max(0, (this.settings.consent?.deadline ?? 0) - Date.now());
  }

  /** Asks for a sentence. `kind` is `face` or `voice`, `subject` the person's name. */
  async ask(kind, subject) {
    const consent = await api.askConsent(kind, subject);
    const lasts = new Date(consent.expires_at) - new Date(consent.created_at);
    this.clear("statement");
    this.set("consent", { ...consent, deadline: Date.now() + lasts });
    if (!this.settings.name.trim()) this.set("name", subject);
  }

  /** Gives the server the sentence as spoken. */
  async give(file) {
    this.set("consent", { ...this.settings.consent, ...(await api.recordConsent(this.settings.consent.id, file.id)) });
  }

  /** Makes room for another recording of the same sentence. */
  retake() {
    this.clear("statement");
    this.set("consent", { ...this.settings.consent, status: "pending" });
  }

  async waive(reason) {
    this.set("consent", { ...this.settings.consent, ...(await api.waiveConsent(this.settings.consent.id, reason)) });
  }

  /** Why the work cannot begin, as a word of `order.avatar.missing` and `order.voice.missing`, or null. */
  get missing() {
    const place = this.#place;
    if (this.files[place] && this.refusals[place]) return "refused";
    if (this.isArriving(place)) return "arriving";
    if (!this.files[place]) return place;
    if (!this.isAgreed) return "consent";
    return this.settings.name.trim() ? null : "name";
  }

  /** What is asked of the server: the route and the body. */
  get order() {
    const { name, consent, language } = this.settings;
    const file = { [`${this.places[this.#place]}_file_id`]: this.files[this.#place].id };
    const spoken = language ? { language } : {};
    return { path: this.#collection.path, body: { name: name.trim(), ...file, consent_id: consent.id, ...spoken } };
  }

  /** @returns the page on which to follow the work. */
  async submit(key) {
    await this.#collection.make(this.order, key);
    this.forget();
    return this.#page;
  }

  /** Which place a refusal is about, or null. */
  blamed({ field }) {
    return field?.startsWith("consent") || field === "name" || field === "language" ? null : this.#place;
  }
}

export const avatarDraft = new ModelDraft("avatar", "footage", "video", avatars, "/avatars", {});
export const voiceDraft = new ModelDraft("voice", "sample", "audio", voiceModels, "/voices/mine", { language: "" });
