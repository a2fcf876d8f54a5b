/**
 * The way of a file over the server's bucket: its parts are put there, several at a time, and the server fetches it from
 * there. What the bucket has already is not sent again.
 */

import * as api from "../api.js";
import { pauses, wait } from "./retrying.js";

const streams = 3;
/** Worth another try: no answer, an address that has expired, a bucket or a server that is busy. */
const passing = [0, 403, 429, 500, 502, 503, 504];
const mark = "/uploads/direct/";

/** The bucket cannot be reached from here, or does not take files from this page. */
export class NoWay extends Error {}

export const isBucketPath = (path) => path?.includes(mark) ?? false;

export class BucketWay {
  /** How much of each part has left, by its number. */
  #sent = new Map();
  #hasSent = false;

  /** @param told hears how many bytes are in the bucket. */
  constructor(source, { signal, told }) {
    this.source = source;
    this.signal = signal;
    this.told = told;
  }

  /**
   * @param path of an upload that was begun earlier, or null.
   * @param begun hears the path of the upload.
   * @returns the file.
   */
  async send(path, kind, begun) {
    let upload = (path && (await this.#earlier(path))) ?? null;
    if (!upload) {
      const { size, name } = this.source;
      upload = await api.beginDirectUpload({ size, name, kind });
    }
    begun(api.directUploadPath(upload.id));
    if (upload.file) return upload.file;
    for (let failures = 0; missing(upload).length > 0; ) {
      try {
        await this.#sendParts(upload);
      } catch (error) {
        if (error.isAborted || !passing.includes(error.status)) throw error;
        if (failures === pauses.length || (!this.#hasSent && failures > 0)) throw this.#hasSent ? error : new NoWay();
        await wait(pauses[failures], this.signal);
        failures += 1;
      }
      upload = await api.directUpload(upload.id, this.signal);
    }
    return this.#complete(upload.id);
  }

  async #earlier(path) {
    try {
      return await api.directUpload(decodeURIComponent(path.slice(path.indexOf(mark) + mark.length)), this.signal);
    } catch (error) {
      if (error.code === "NETWORK" || error.isAborted) throw error;
      return null;
    }
  }

  async #sendParts(upload) {
    this.#sent = new Map(upload.parts.filter(({ url }) => !url).map((part) => [part.number, part.size_bytes]));
    const waiting = missing(upload);
    const next = async () => {
      try {
        for (let part = waiting.shift(); part; part = waiting.shift()) await this.#sendPart(part);
      } catch (error) {
        waiting.length = 0;
        throw error;
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: streams }, next));
    const fault = ends.find(({ status }) => status === "rejected");
    if (fault) throw fault.reason;
  }

  async #sendPart(part) {
    const bytes = this.source.slice(part.offset, part.offset + part.size_bytes);
    const onProgress = (loaded) => {
      this.#sent.set(part.number, Math.min(loaded, part.size_bytes));
      this.told([...this.#sent.values()].reduce((sum, count) => sum + count, 0));
    };
    await api.putPart(part, bytes, { signal: this.signal, onProgress });
    this.#hasSent = true;
    onProgress(part.size_bytes);
  }

  /** The server fetches it, which may take longer than whatever stands before the server waits. */
  async #complete(id) {
    for (let failures = 0; ; failures += 1) {
      try {
        return await api.completeDirectUpload(id, this.signal);
      } catch (error) {
        if (error.isAborted || !passing.includes(error.status) || failures === pauses.length) throw error;
        await wait(pauses[failures], this.signal);
      }
    }
  }
}

const missing = (upload) => upload.parts.filter(({ url }) => url);
