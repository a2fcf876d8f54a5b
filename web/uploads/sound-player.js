import { clock, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

/**
 * A sound; `data-src` is its address, `data-length` its milliseconds where known, `data-title` what it is called.
 * Tells `stale` when the address does not answer any more.
 */
class SoundPlayer extends LiveElement {
  #sound = null;
  #toggle = null;
  #seek = null;
  #clock = null;
  #frame = null;

  enter() {
    this.#sound = el("audio", { src: this.dataset.src, preload: "metadata" });
    this.#toggle = el("button", { type: "button", class: "icon-button play" });
    const range = { type: "range", min: "0", max: "1", step: "any", value: "0" };
    this.#seek = el("input", { ...range, "aria-label": this.#named(translate("player.seek")) });
    this.#clock = el("span", { class: "clock" });
    this.#toggle.onclick = () => this.#setPlaying(this.#sound.paused);
    this.#seek.oninput = () => {
      this.#sound.currentTime = Number(this.#seek.value) * this.#length;
      this.#showPlace();
    };
    this.replaceChildren(this.#toggle, this.#seek, this.#clock, this.#sound);
    for (const type of ["play", "pause", "ended", "loadedmetadata", "durationchange"]) {
      this.listen(this.#sound, type, () => this.#show());
    }
    this.listen(this.#sound, "error", () => this.tell("stale"));
    const hush = ({ target }) => target !== this.#sound && this.#sound.pause();
    document.addEventListener("play", hush, { capture: true, signal: this.leaving }); // `play` does not bubble
    this.#show();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
    this.#sound.pause();
  }

  /** Seconds. Recordings of a browser do not know their own length until they have been played. */
  get #length() {
    const { duration } = this.#sound;
    return Number.isFinite(duration) ? duration : Number(this.dataset.length ?? 0) / 1000;
  }

  /** Where several sounds are on a page, `data-title` tells their buttons apart. */
  #named(action) {
    const { title } = this.dataset;
    return title ? translate("player.of", { action, title }) : action;
  }

  #setPlaying(isPlaying) {
    if (isPlaying) this.#sound.play().catch(() => {});
    else this.#sound.pause();
  }

  #show() {
    const isPlaying = !this.#sound.paused && !this.#sound.ended;
    const name = this.#named(translate(isPlaying ? "player.pause" : "player.play"));
    this.#toggle.setAttribute("aria-label", name);
    this.#toggle.title = name;
    this.#toggle.replaceChildren(icon(isPlaying ? "pause" : "play"));
    this.#showPlace();
    cancelAnimationFrame(this.#frame);
    if (isPlaying) this.#tick();
  }

  #tick() {
    this.#showPlace();
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #showPlace() {
    const place = this.#sound.currentTime;
    const share = this.#length ? Math.min(1, place / this.#length) : 0;
    const whole = this.#length ? ` / ${clock(this.#length * 1000)}` : "";
    this.#clock.textContent = clock(place * 1000) + whole;
    this.#seek.value = String(share);
    this.#seek.style.setProperty("--done", String(share));
    this.#seek.setAttribute("aria-valuetext", clock(place * 1000));
  }
}

customElements.define("sound-player", SoundPlayer);
