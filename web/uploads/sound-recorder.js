import { clock, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { Recording } from "./recording.js";

/** Longer samples teach nothing more. */
const longest = 5 * 60_000;
const bars = 48;
/** Milliseconds in which nothing louder than this is heard until somebody is told. */
const patience = 3000;
const audible = 0.25;

/**
 * Listens to the microphone and shows that it hears; with `camera` it films, too, and shows what it sees. `data-name` is
 * what the file shall be called. Tells `recorded` with the file, or `abandoned`.
 */
class SoundRecorder extends LiveElement {
  #recording = null;
  #levels = null;
  #clock = null;
  #quiet = null;
  #heardAt = 0;

  async start() {
    this.#recording = new Recording(this.#films);
    this.replaceChildren(el("p", { class: "hint", role: "status" }, translate(this.#films ? "recorder.camera.asking" : "recorder.asking")));
    try {
      await this.#recording.start();
    } catch (error) {
      return this.#refuse(error);
    }
    if (!this.isConnected) return this.#recording.cancel();
    this.#showControls();
    this.listen(this.#recording, "level", ({ detail }) => this.#hear(detail));
  }

  enter() {}

  get #films() {
    return this.hasAttribute("camera");
  }

  leave() {
    this.#recording?.cancel();
  }

  #showControls() {
    this.#clock = el("span", { class: "clock" }, clock(0));
    this.#levels = el(
      "div",
      { class: "levels", "aria-hidden": "true" },
      Array.from({ length: bars }, () => el("span")),
    );
    const stop = el("button", { type: "button", class: "button stop" }, icon("stop"), translate("recorder.stop"));
    stop.onclick = () => this.#finish();
    const cancel = iconButton("cross", translate("recorder.cancel"), { onclick: () => this.tell("abandoned") });
    this.#quiet = el("p", { class: "hint quiet", role: "status" });
    this.replaceChildren(
      this.#films && this.#mirror(),
      el("p", { class: "state", role: "status" }, el("span", { class: "red" }), translate("recorder.on"), this.#clock),
      this.#levels,
      this.#quiet,
      el("div", { class: "row" }, stop, cancel),
    );
    stop.focus();
  }

  #mirror() {
    const seen = el("video", { class: "mirror", muted: true, autoplay: true, playsinline: true });
    seen.muted = true;
    seen.srcObject = this.#recording.stream;
    return seen;
  }

  /** The newest stands on the right. */
  #hear(level) {
    if (!this.#recording) return;
    const time = clock(this.#recording.elapsed);
    if (this.#clock.textContent !== time) this.#clock.textContent = time;
    const oldest = this.#levels.firstChild;
    oldest.style.setProperty("--level", level.toFixed(3));
    this.#levels.append(oldest);
    if (level > audible) this.#heardAt = this.#recording.elapsed;
    const isQuiet = this.#recording.elapsed - this.#heardAt > patience;
    const words = isQuiet ? translate("recorder.quiet") : "";
    if (this.#quiet.textContent !== words) this.#quiet.textContent = words;
    if (this.#recording.elapsed > longest) this.#finish();
  }

  async #finish() {
    const recording = this.#recording;
    this.#recording = null;
    if (!recording) return;
    this.tell("recorded", await recording.finish(translate(`recorder.names.${this.dataset.name}`)));
  }

  #refuse(error) {
    const reason = { NotAllowedError: "denied", NotFoundError: "none" }[error.name] ?? "broken";
    const data = {
      failure: reason,
      title: translate(this.#films ? `recorder.camera.${reason}.title` : `recorder.${reason}.title`),
      text: translate(this.#films ? `recorder.camera.${reason}.advice` : `recorder.${reason}.advice`),
    };
    const back = el("button", { type: "button", class: "link" }, translate("recorder.back"));
    back.onclick = () => this.tell("abandoned");
    this.replaceChildren(el("failure-note", { role: "alert", data }), back);
  }
}

customElements.define("sound-recorder", SoundRecorder);
