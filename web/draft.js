/**
 * What is being put together in the studio: a picture, a clip, a mode. It outlives a change of page, and a reload as
 * far as files on the server go. Fires `change`.
 */

import * as api from "./api.js";
import { session } from "./session.js";
import { Upload } from "./upload.js";

const stored = "greenroom.draft";
const places = ["image", "video"];

class Draft extends EventTarget {
  mode = "wan-std";
  title = "";
  /** For each kind an `Upload` under way, the file on the server, and a refusal beside it. */
  uploads = { image: null, video: null };
  files = { image: null, video: null };
  refusals = { image: null, video: null };
  #previews = { image: null, video: null };

  get isReady() {
    return places.every((kind) => this.files[kind]);
  }

  /** The submit's body. */
  get job() {
    const { mode, files, title } = this;
    const job = { image_file_id: files.image.id, video_file_id: files.video.id, mode };
    return title.trim() ? { ...job, title: title.trim() } : job;
  }

  /** An object URL of the chosen file, so that it is seen before it has arrived. */
  preview(kind) {
    return this.#previews[kind];
  }

  setMode(mode) {
    this.mode = mode;
    this.#save();
  }

  setTitle(title) {
    this.title = title;
    this.#save();
  }

  /** Starts to upload a file chosen on this machine. */
  choose(kind, source) {
    this.clear(kind);
    const upload = new Upload(source, kind, session.user.id);
    this.uploads[kind] = upload;
    this.#previews[kind] = URL.createObjectURL(source);
    upload.addEventListener("change", () => this.#follow(kind, upload));
    upload.start();
  }

  /** Takes a file that is on the server already. */
  reuse(file) {
    this.clear(file.kind);
    this.files[file.kind] = file;
    this.#save();
  }

  refuse(kind, error) {
    this.refusals[kind] = error;
    this.dispatchEvent(new Event("change"));
  }

  /** Empties a place; what was under way is taken off the server. */
  clear(kind) {
    const upload = this.uploads[kind];
    if (upload?.isActive) upload.cancel();
    if (this.#previews[kind]) URL.revokeObjectURL(this.#previews[kind]);
    this.uploads[kind] = this.files[kind] = this.refusals[kind] = this.#previews[kind] = null;
    this.#save();
  }

  /** For the next user of this browser. */
  forget() {
    for (const kind of places) this.clear(kind);
    this.title = "";
    this.#save();
  }

  /** Finds the files of before a reload again; those deleted since are left out. */
  async restore() {
    const { mode, title, image, video } = JSON.parse(sessionStorage.getItem(stored) ?? "{}");
    this.mode = mode ?? this.mode;
    this.title = title ?? "";
    const find = (id) => (id ? api.file(id).catch(() => null) : null);
    const found = await Promise.all([find(image), find(video)]);
    found.forEach((file, index) => {
      if (!this.uploads[places[index]]) this.files[places[index]] ??= file;
    });
    this.#save();
  }

  #follow(kind, upload) {
    if (this.uploads[kind] !== upload) return;
    if (upload.state === "done") this.files[kind] = upload.file;
    if (upload.state === "failed" && upload.error.code !== "NETWORK") this.#turnAway(kind, upload.error);
    this.#save();
  }

  /** The server will not have the file: the place is free for another, and says why. */
  #turnAway(kind, error) {
    this.clear(kind);
    this.refusals[kind] = error;
  }

  #save() {
    const { mode, title, files } = this;
    sessionStorage.setItem(stored, JSON.stringify({ mode, title, image: files.image?.id, video: files.video?.id }));
    this.dispatchEvent(new Event("change"));
  }
}

export const draft = new Draft();
