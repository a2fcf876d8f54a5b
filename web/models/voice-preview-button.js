import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { voicePreviews } from "./voice-previews.js";
import { voices } from "./voices.js";

/** Lets a voice be heard; `voice` is set before it enters. */
class VoicePreviewButton extends LiveElement {
  voice = null;
  #button = null;

  enter() {
    this.#button = el("button", { type: "button", class: "icon-button" });
    this.#button.onclick = () => this.#toggle();
    this.replaceChildren(this.#button);
    this.listen(voicePreviews, "change", () => this.#show());
    this.#show();
  }

  leave() {
    if (voicePreviews.voice === this.voice.id) voicePreviews.stop();
  }

  #show() {
    const state = voicePreviews.voice === this.voice.id ? voicePreviews.state : "idle";
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    const name = translate(state === "idle" ? "voices.hear" : "voices.stop", { name: voices.nameOf(this.voice) });
    this.#button.setAttribute("aria-label", name);
    this.#button.title = name;
    const drawing = { idle: "play", playing: "stop" }[state];
    this.#button.replaceChildren(drawing ? icon(drawing) : el("span", { class: "spinner" }));
  }

  async #toggle() {
    try {
      await voicePreviews.toggle(this.voice);
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("voice-preview-button", VoicePreviewButton);
