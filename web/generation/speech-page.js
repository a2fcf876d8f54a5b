import { number, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { router } from "../router.js";
import { speechDraft as draft } from "./speech-draft.js";

const rates = { min: "0.5", max: "2", step: "0.05" };

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
    const sheet = el("order-form", {}, this.#rate(), Object.assign(el("title-field"), { draft }));
    const text = Object.assign(el("script-field"), { draft });
    this.replaceChildren(
      title,
      el("section-tabs", { section: "voices" }),
      el("div", { class: "workspace" }, text, Object.assign(sheet, { draft })),
      el("speech-list"),
    );
  }

  #rate() {
    const figure = el("span", { class: "figure" });
    const input = el("input", { type: "range", id: "rate", ...rates });
    const show = () => {
      const { rate } = draft.settings;
      input.value = String(rate);
      figure.textContent = translate("speech.times", { rate: number(rate) });
      input.setAttribute("aria-valuetext", figure.textContent);
      input.style.setProperty("--done", String((rate - 0.5) / 1.5));
    };
    input.oninput = () => draft.set("rate", Number(input.value));
    this.listen(draft, "change", show);
    show();
    return el("div", { class: "field rate" }, el("label", { for: "rate" }, translate("speech.rate"), figure), input);
  }
}

customElements.define("speech-page", SpeechPage);
