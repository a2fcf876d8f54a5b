import { draft } from "../draft.js";
import { el } from "../markup.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

const modes = ["wan-std", "wan-pro"];

/** Draft or pro: what each costs in time and gives in size. */
class ModeChoice extends LiveElement {
  enter() {
    const options = modes.map((mode) => this.#option(mode));
    this.replaceChildren(el("fieldset", {}, el("legend", {}, say("modes.title")), options));
    this.listen(draft, "change", () => {
      this.querySelector(`input[value="${draft.mode}"]`).checked = true;
    });
  }

  #option(mode) {
    const input = el("input", { type: "radio", name: "mode", value: mode, checked: draft.mode === mode });
    input.onchange = () => draft.setMode(mode);
    return el(
      "label",
      { class: "option" },
      input,
      el(
        "span",
        { class: "name" },
        say(`modes.${mode}.name`),
        el("span", { class: "figure" }, say(`modes.${mode}.figure`)),
      ),
      el("span", { class: "hint" }, say(`modes.${mode}.text`)),
    );
  }
}

customElements.define("mode-choice", ModeChoice);
