import { seconds, translate } from "../i18n.js";
import { el, icon, newId } from "../interface/markup.js";
import { CutDialog } from "./cut-dialog.js";

/** The longest piece that the server makes, and the shortest; milliseconds. */
const [longest, shortest] = [180_000, 200];

/** Keeps a part of a clip's time. */
class TrimDialog extends CutDialog {
  #clip = null;
  #start = 0;
  #end = 0;
  #length = null;
  #sliders = {};

  enter() {
    const whole = this.file.duration_ms;
    this.#end = Math.min(whole, longest);
    this.#clip = el("video", { src: this.file.url, preload: "auto", "aria-label": translate("drop.video.preview") });
    this.#clip.playsInline = true;
    this.listen(this.#clip, "timeupdate", () => {
      if (this.#clip.currentTime * 1000 >= this.#end) this.#clip.pause();
    });
    this.#length = el("p", { class: "hint", role: "status" });
    const play = el(
      "button",
      { type: "button", class: "button", "data-look": "quiet", "data-size": "small" },
      icon("play"),
      translate("cut.play"),
    );
    play.onclick = () => {
      this.#clip.currentTime = this.#start / 1000;
      this.#clip.play().catch(() => {});
    };
    this.stage(
      "trim",
      el("div", { class: "screen" }, this.#clip),
      this.#slider("start", whole),
      this.#slider("end", whole),
      el("div", { class: "row" }, play, this.#length),
    );
    this.#show();
  }

  get piece() {
    return { start_ms: this.#start, end_ms: this.#end };
  }

  #slider(side, whole) {
    const id = newId("trim");
    const input = el("input", { type: "range", id, min: "0", max: String(whole), step: "10" });
    const time = el("output", { for: id });
    input.oninput = () => this.#move(side, Number(input.value));
    this.#sliders[side] = { input, time };
    return el("div", { class: "slider" }, el("label", { for: id }, translate(`cut.${side}`)), input, time);
  }

  /** One end pushes the other before it, or pulls it along where the piece would be too long. */
  #move(side, value) {
    const whole = this.file.duration_ms;
    if (side === "start") {
      this.#start = Math.max(0, Math.min(value, whole - shortest));
      this.#end = Math.min(Math.max(this.#end, this.#start + shortest), this.#start + longest, whole);
    } else {
      this.#end = Math.min(whole, Math.max(value, shortest));
      this.#start = Math.max(Math.min(this.#start, this.#end - shortest), this.#end - longest, 0);
    }
    this.#clip.pause();
    this.#clip.currentTime = (side === "start" ? this.#start : this.#end) / 1000;
    this.#show();
  }

  #show() {
    for (const [side, value] of [["start", this.#start], ["end", this.#end]]) {
      const { input, time } = this.#sliders[side];
      input.value = String(value);
      input.style.setProperty("--done", String(value / Math.max(1, this.file.duration_ms)));
      time.textContent = seconds(value / 1000);
      input.setAttribute("aria-valuetext", time.textContent);
    }
    this.#length.textContent = translate("cut.length", { time: seconds((this.#end - this.#start) / 1000) });
  }
}

customElements.define("trim-dialog", TrimDialog);
