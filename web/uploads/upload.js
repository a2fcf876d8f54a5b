/**
 * One file on its way to the server, in pieces that can be taken up again: after a pause, after a lost connection, and
 * after a reload if the same file is chosen again. Fires `change`.
 */

import * as api from "../api.js";
import { BucketWay, isBucketPath, NoWay } from "./bucket-way.js";
import { pauses, wait } from "./retrying.js";

const pieceSize = 8 * 1024 * 1024;
const leastPieceSize = 64 * 1024;
/** Worth another try: no answer, a piece of an earlier connection still being written, a server that is busy. */
const passing = [0, 409, 423, 503];
const prefix = "greenroom.upload.";

export class Upload extends EventTarget {
  /** `waiting`, `sending`, `paused`, `checking` (the server reads the file), `done` or `failed`. */
  state = "waiting";
  sent = 0;
  /** Where the bytes stood when the upload was taken up again; 0 for a fresh one. */
  resumedAt = 0;
  /** The created file, once done. */
  file = null;
  error = null;
  #stopping = null;
  #path = null;
  #rememberedShare = 0;
  #pieceSize = pieceSize;

  /** @param kind `image` or `video`; `owner` keeps accounts on one machine apart. */
  constructor(source, kind, owner) {
    super();
    this.source = source;
    this.kind = kind;
    this.memory = prefix + [owner, kind, source.size, source.lastModified, source.name].join("/");
  }

  get name() {
    return this.source.name;
  }

  get size() {
    return this.source.size;
  }

  get isActive() {
    return ["waiting", "sending", "paused", "checking"].includes(this.state);
  }

  async start() {
    this.#stopping = new AbortController();
    this.#become("sending");
    try {
      this.file = (await this.#sendToBucket()) ?? (await this.#sendHere());
      this.#forget();
      this.#become("done");
    } catch (error) {
      this.#end(error);
    }
  }

  pause() {
    this.#become("paused");
    this.#stopping.abort();
    this.#remember();
  }

  /** Stops for good and takes the bytes off the server. */
  async cancel() {
    const path = this.#path;
    this.#forget();
    this.#become("cancelled");
    this.#stopping?.abort();
    if (path) await api.deleteUpload(path).catch(() => {});
  }

  async #sendHere() {
    const fileId = (await this.#takeUp()) ?? (await this.#sendAll());
    return api.file(fileId);
  }

  /** @returns the file; null where it has to be sent to the server itself. */
  async #sendToBucket() {
    const earlier = remembered(this.memory)?.path ?? null;
    if (earlier && !isBucketPath(earlier)) return null;
    if (!earlier && !(await prefersBucket())) return null;
    const told = (sent) => {
      this.sent = sent;
      this.#rememberNowAndThen();
      this.#become(sent === this.size ? "checking" : "sending");
    };
    try {
      return await new BucketWay(this.source, { signal: this.#stopping.signal, told }).send(earlier, this.kind, (path) => {
        this.#path = path;
        this.#remember();
      });
    } catch (error) {
      if (!(error instanceof NoWay)) throw error;
      if (this.#path) await api.deleteUpload(this.#path).catch(() => {});
      this.#forget();
      this.#path = null;
      this.#become("sending");
      return null;
    }
  }

  /** @returns the file's id if the bytes were all there already. */
  async #takeUp() {
    this.#path = remembered(this.memory)?.path ?? null;
    if (this.#path) {
      try {
        const { offset, fileId } = await api.uploadState(this.#path);
        this.sent = this.resumedAt = offset;
        this.#become("sending");
        if (fileId) return fileId;
        if (offset < this.size) return null;
      } catch (error) {
        if (error.code === "NETWORK") throw error;
      }
    }
    await this.#begin();
    return null;
  }

  async #begin() {
    const { size, name } = this;
    this.sent = this.resumedAt = 0;
    this.#path = await api.createUpload({ size, name, type: this.source.type, kind: this.kind });
    this.#remember();
  }

  async #sendAll() {
    for (let failures = 0; ; ) {
      try {
        const fileId = await this.#sendPiece();
        if (fileId) return fileId;
        failures = 0;
      } catch (error) {
        const isTooLarge = error.status === 413 && error.isByProxy && this.#pieceSize > leastPieceSize;
        if (!isTooLarge) {
          if (error.isAborted || !passing.includes(error.status) || failures === pauses.length) throw error;
          await wait(pauses[failures], this.#stopping.signal);
          failures += 1;
        }
        // A proxy refuses bodies of this size; some close the connection instead of saying so.
        if (isTooLarge || error.status === 0) this.#pieceSize = Math.max(leastPieceSize, this.#pieceSize / 4);
        const state = await api.uploadState(this.#path).catch(() => null);
        if (state?.fileId) return state.fileId;
        if (state) this.sent = state.offset;
      }
    }
  }

  async #sendPiece() {
    const start = this.sent;
    const bytes = this.source.slice(start, start + this.#pieceSize);
    const isLast = start + bytes.size === this.size;
    const onProgress = (loaded) => {
      this.sent = start + Math.min(loaded, bytes.size);
      this.#rememberNowAndThen();
      this.#become(isLast && loaded >= bytes.size ? "checking" : "sending");
    };
    const { signal } = this.#stopping;
    const { offset, fileId } = await api.sendPiece(this.#path, start, bytes, { signal, onProgress });
    if (isLast && !fileId) throw new api.ApiError({ code: "INTERNAL" });
    this.sent = offset;
    this.#remember();
    this.#become(fileId ? "checking" : "sending");
    return fileId;
  }

  #end(error) {
    if (error.isAborted) return; // paused or cancelled, and said so already
    this.error = error;
    if (error.code !== "NETWORK") this.#forget();
    this.#become("failed");
  }

  #become(state) {
    if (this.state === "cancelled" || (this.state === "paused" && state === "checking")) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  #remember() {
    if (!this.#path) return;
    const { name, kind, size, sent } = this;
    localStorage.setItem(this.memory, JSON.stringify({ path: this.#path, name, kind, size, sent }));
  }

  /** What is kept for a reload; the server knows where to resume. */
  #rememberNowAndThen() {
    const share = Math.floor((this.sent / this.size) * 50);
    if (share === this.#rememberedShare) return;
    this.#rememberedShare = share;
    this.#remember();
  }

  #forget() {
    localStorage.removeItem(this.memory);
  }
}

let preference = null;

/** Asked once; a server that cannot say is sent the file itself. */
function prefersBucket() {
  preference ??= api.prefersBucket().catch((error) => {
    preference = null;
    if (error.code === "NETWORK" || error.isAborted) throw error;
    return false;
  });
  return preference;
}

function remembered(memory) {
  const text = localStorage.getItem(memory);
  return text && JSON.parse(text);
}

/** Uploads that a reload or a closed tab cut short: `{memory, path, name, kind, size, sent}`. */
export function interrupted(kind, owner) {
  const start = `${prefix}${owner}/${kind}/`;
  return Object.keys(localStorage)
    .filter((memory) => memory.startsWith(start))
    .map((memory) => ({ memory, ...remembered(memory) }));
}

/** Gives up an interrupted upload. */
export async function giveUp({ memory, path }) {
  localStorage.removeItem(memory);
  await api.deleteUpload(path).catch(() => {});
}
