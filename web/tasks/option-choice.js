import { translate } from "../i18n.js";
import { cards, choose, segments } from "../interface/controls/choices.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";

const known = {
  mode: { values: ["wan-std", "wan-pro"], icons: {} },
  recipe: {
    values: ["animate-move", "animate-mix"],
    icons: { "animate-move": "animate_move", "animate-mix": "animate_mix" },
  },
  subtitles: { values: ["none", "beside", "burned"], icons: {} },
};

/**
 * One setting of a draft, each choice with its explanation; `setting` names it, `draft` is set before it enters.
 * `look` is `cards`, or `segments` with the explanation of what is chosen below.
 */
class OptionChoice extends LiveElement {
  draft = null;

  enter() {
    const setting = this.getAttribute("setting");
    const { values, icons } = known[setting];
    const value = this.draft.settings[setting];
    const options = values.map((value) => ({
      value,
      label: translate(`choices.${setting}.${value}.name`),
      text: translate(`choices.${setting}.${value}.text`),
      figure: setting === "mode" && el("span", { "data-of": value }),
      icon: icons[value],
    }));
    const legend = translate(`choices.${setting}.title`);
    const taken = (value) => this.draft.set(setting, value);
    const isShort = this.getAttribute("look") === "segments";
    const field = (isShort ? segments : cards)({ legend, options, value, choose: taken });
    const note = isShort && el("p", { class: "hint" });
    const label = isShort && el("p", { class: "label", "aria-hidden": "true" }, legend);
    this.replaceChildren(...[label, field, note].filter(Boolean));
    const show = () => {
      const { value, text } = options.find(({ value }) => value === this.draft.settings[setting]);
      choose(field, value);
      for (const figure of field.querySelectorAll(".figure [data-of]")) {
        const pixels = this.draft.longestSide?.(figure.dataset.of);
        figure.textContent = pixels ? translate("choices.mode.figure", { pixels: String(pixels) }) : "";
      }
      if (note) note.textContent = text;
    };
    this.listen(this.draft, "change", show);
    show();
  }
}

customElements.define("option-choice", OptionChoice);
