/**
 * What is being put together for one piece of work: files in their places, and settings. It outlives a change of page,
 * and a reload as far as files on the server go. Fires `change`.
 */

import * as api from "../api.js";
import { session } from "../session.js";
import { Upload } from "./upload.js";

const prefix = "greenroom.draft.";
const drafts = [];

/** Finds what the browser kept of every draft; for the user who has just come in. */
export const restoreDrafts = () => Promise.all(drafts.map((draft) => draft.restore()));

/** Empties every draft, for the next user of this browser. */
export const forgetDrafts = () => drafts.forEach((draft) => draft.forget());

export class Draft extends EventTarget {
  /** For each place an `Upload` under way, the file on the server, and a refusal beside it. */
  uploads = {};
  files = {};
  refusals = {};
  #previews = {};
  #name;
  #first;

  /**
   * @param name under which the browser keeps it; null for one that is a part of another.
   * @param places the kind of file that belongs in each place, by the place's name.
   * @param settings the first value of each setting.
   */
  constructor(name, places, settings) {
    super();
    this.#name = name;
    this.#first = settings;
    this.places = places;
    this.settings = { ...settings };
    if (name) drafts.push(this);
  }

  /** An object URL of the chosen file, so that it is seen before it has arrived. */
  preview(place) {
    return this.#previews[place];
  }

  set(setting, value) {
    if (this.settings[setting] === value) return;
    this.settings[setting] = value;
    this.#save();
  }

  /** Whether a file of this place is still being sent. */
  isArriving(place) {
    return !this.files[place] && Boolean(this.uploads[place]?.isActive);
  }

  /** Starts to upload a file chosen on this machine. `kind` is what was found, where a place takes several. */
  choose(place, source, kind = this.places[place]) {
    this.clear(place);
    const upload = new Upload(source, kind, session.user.id);
    this.uploads[place] = upload;
    this.#previews[place] = URL.createObjectURL(source);
    upload.addEventListener("change", () => this.#follow(place, upload));
    upload.start();
  }

  /** Takes a file that is on the server already. */
  reuse(place, file) {
    this.clear(place);
    this.files[place] = file;
    this.#save();
  }

  /** Takes the file that a link names. @returns its kind, or null where it is gone. */
  async reuseById(id) {
    const file = await api.file(id).catch(() => null);
    if (!file || !Object.hasOwn(this.places, file.kind)) return null;
    this.reuse(file.kind, file);
    return file.kind;
  }

  refuse(place, error) {
    this.refusals[place] = error;
    this.dispatchEvent(new Event("change"));
  }

  /** Empties a place; what was under way is taken off the server. */
  clear(place) {
    const upload = this.uploads[place];
    if (upload?.isActive) upload.cancel();
    if (this.#previews[place]) URL.revokeObjectURL(this.#previews[place]);
    this.uploads[place] = this.files[place] = this.refusals[place] = this.#previews[place] = null;
    this.#save();
  }

  /** Empties the places that hold a file which is gone from the server. */
  lose(fileId) {
    for (const place of Object.keys(this.places)) {
      if (this.files[place]?.id === fileId) this.clear(place);
    }
  }

  forget() {
    for (const place of Object.keys(this.places)) this.clear(place);
    this.settings = { ...this.#first };
    this.#save();
  }

  /** Finds the files of before a reload again; those deleted since are left out. */
  async restore() {
    const { settings, files } = JSON.parse(sessionStorage.getItem(prefix + this.#name) ?? "{}");
    Object.assign(this.settings, settings);
    const find = async ([place, id]) => [place, await api.file(id).catch(() => null)];
    const found = await Promise.all(Object.entries(files ?? {}).map(find));
    for (const [place, file] of found) {
      if (!this.uploads[place]) this.files[place] ??= file;
    }
    this.#save();
  }

  #follow(place, upload) {
    if (this.uploads[place] !== upload) return;
    if (upload.state === "done") this.files[place] = upload.file;
    if (upload.state === "failed" && upload.error.code !== "NETWORK") this.#turnAway(place, upload.error);
    this.#save();
  }

  /** The server will not have the file: the place is free for another, and says why. */
  #turnAway(place, error) {
    this.clear(place);
    this.refusals[place] = error;
  }

  #save() {
    if (!this.#name) {
      this.dispatchEvent(new Event("change"));
      return;
    }
    const held = Object.entries(this.files).filter(([, file]) => file);
    const files = Object.fromEntries(held.map(([place, file]) => [place, file.id]));
    sessionStorage.setItem(prefix + this.#name, JSON.stringify({ settings: this.settings, files }));
    this.dispatchEvent(new Event("change"));
  }
}

/** Every draft that holds a file loses it with the file. */
export const loseFile = (id) => drafts.forEach((draft) => draft.lose(id));
