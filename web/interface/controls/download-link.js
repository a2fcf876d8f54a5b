import { LiveElement } from "../live-element.js";
import { el } from "../markup.js";

/** Addresses are renewed this long before they expire, in milliseconds. */
const margin = 60_000;
/** And at most this often, should the clocks of browser and server differ. */
const shortest = 30_000;

/**
 * A link to a signed address, which is renewed before it expires. Set before it enters: `attributes` of the link,
 * with its `href`, its `content`, and `renew`, which answers a fresh address.
 */
class DownloadLink extends LiveElement {
  attributes = {};
  content = [];
  renew = null;
  #link = null;
  #timer = null;

  enter() {
    this.#link = el("a", this.attributes, ...this.content);
    this.#link.addEventListener("click", (event) => this.#check(event));
    this.replaceChildren(this.#link);
    this.#plan();
  }

  leave() {
    clearTimeout(this.#timer);
  }

  /** Milliseconds until the address expires. */
  get #left() {
    const expires = Number(new URL(this.#link.href).searchParams.get("expires"));
    return expires ? expires * 1000 - Date.now() : Infinity;
  }

  #plan() {
    clearTimeout(this.#timer);
    const wait = Math.max(shortest, this.#left - margin);
    if (Number.isFinite(wait)) this.#timer = setTimeout(() => this.#refresh().catch(() => this.#plan()), wait);
  }

  async #refresh() {
    this.#link.href = await this.renew();
    this.#plan();
  }

  /** A machine that slept has missed its timers. */
  async #check(event) {
    if (this.#left > 0) return;
    event.preventDefault();
    await this.#refresh().catch(() => {});
    if (this.#left > 0) this.#link.click();
  }
}

customElements.define("download-link", DownloadLink);

export function downloadLink(attributes, content, renew) {
  return Object.assign(el("download-link"), { attributes, content, renew });
}
