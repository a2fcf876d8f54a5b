import { number, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { router } from "../router.js";
import { speechDraft as draft } from "./speech-draft.js";

const rates = { min: "0.5", max: "2", step: "0.05" };
const pauses = { min: "0", max: "3", step: "0.1" };
const pitches = { min: "-6", max: "6", step: "0.5" };

const times = (value) => translate("speech.times", { rate: number(value) });
const semitones = (value) => translate("speech.semitones", { pitch: `${value > 0 ? "+" : ""}${number(value)}` });

/** Where a text is spoken. */
class SpeechPage extends LiveElement {
  enter() {
    const title = el(
      "header",
      { class: "page-title" },
      el("h1", {}, translate("speech.title")),
      el("p", { class: "lead" }, translate("speech.text")),
    );
    const voice = router.takeQuery().get("voice");
    if (voice) draft.set("voice", voice);
    const sliders = [
      this.#slider("rate", rates, times),
      this.#slider("pauses", pauses, times),
      this.#slider("pitch", pitches, semitones),
    ];
    const sheet = el("order-form", {}, ...sliders, Object.assign(el("title-field"), { draft }));
    const text = Object.assign(el("script-field"), { draft });
    this.replaceChildren(
      title,
      el("section-tabs", { section: "voices" }),
      el("div", { class: "workspace" }, text, Object.assign(sheet, { draft })),
      el("speech-list"),
    );
  }

  /** A setting of the draft that is a number; `words` says it. */
  #slider(name, range, words) {
    const figure = el("span", { class: "figure" });
    const input = el("input", { type: "range", id: name, ...range });
    const show = () => {
      const value = draft.settings[name];
      input.value = String(value);
      figure.textContent = words(value);
      input.setAttribute("aria-valuetext", figure.textContent);
      input.style.setProperty("--done", String((value - range.min) / (range.max - range.min)));
    };
    input.oninput = () => draft.set(name, Number(input.value));
    this.listen(draft, "change", show);
    show();
    return el("div", { class: "field rate" }, el("label", { for: name }, translate(`speech.${name}`), figure), input);
  }
}

customElements.define("speech-page", SpeechPage);
