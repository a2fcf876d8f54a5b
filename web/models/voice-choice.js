import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { languageName, voices } from "./voices.js";

/** The voice of a draft: it can be heard, and another be chosen. `draft` is set before it enters. */
class VoiceChoice extends LiveElement {
  draft = null;
  #shown = null;

  enter() {
    this.#shown = null;
    this.listen(voices, "change", () => this.#show());
    this.listen(this.draft, "change", () => this.#show());
    this.#show();
    voices.load().catch(() => {}); // the picker says what is wrong, if it is asked
  }

  #show() {
    const { voice: id } = this.draft.settings;
    const voice = id && voices.find(id);
    if (voices.all && !voice && voices.usual?.id !== id) return this.draft.set("voice", voices.usual?.id ?? null);
    const shape = `${voice?.id} ${voice?.name}`;
    if (shape === this.#shown) return;
    this.#shown = shape;
    const name = voice && voices.nameOf(voice);
    const kind = voice && (voice.kind === "espeak" ? translate("voices.kind.espeak") : languageName(voice.language));
    const detail = [kind, voice?.gender && translate(`voices.genders.${voice.gender}`)].filter(Boolean).join(" · ");
    const open = el(
      "button",
      { type: "button", class: "row-button open", "aria-haspopup": "dialog" },
      icon("voices"),
      el("span", { class: "visually-hidden" }, translate("voices.label")),
      el("b", {}, name ?? translate("voices.choose")),
      el("span", { class: "hint" }, detail),
      icon("unfold"),
    );
    open.onclick = () => this.#pick();
    const hear = voice && Object.assign(el("voice-preview-button"), { voice });
    this.replaceChildren(...[open, hear].filter(Boolean));
  }

  async #pick() {
    const voice = await el("voice-picker", { "data-voice": this.draft.settings.voice ?? "" }).ask();
    if (voice) this.draft.set("voice", voice.id);
    this.querySelector(".open").focus();
  }
}

customElements.define("voice-choice", VoiceChoice);
