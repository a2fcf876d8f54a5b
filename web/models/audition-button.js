import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { auditions } from "./auditions.js";
import { voices } from "./voices.js";

/** Lets a voice be heard; `voice` is set before it enters. */
class AuditionButton extends LiveElement {
  voice = null;
  #button = null;

  enter() {
    this.#button = el("button", { type: "button", class: "icon-button" });
    this.#button.onclick = () => this.#toggle();
    this.replaceChildren(this.#button);
    this.listen(auditions, "change", () => this.#show());
    this.#show();
  }

  leave() {
    if (auditions.voice === this.voice.id) auditions.stop();
  }

  #show() {
    const state = auditions.voice === this.voice.id ? auditions.state : "idle";
    if (this.dataset.state === state) return;
    this.dataset.state = state;
    const name = say(state === "idle" ? "voices.hear" : "voices.stop", { name: voices.nameOf(this.voice) });
    this.#button.setAttribute("aria-label", name);
    this.#button.title = name;
    const drawing = { idle: "play", playing: "stop" }[state];
    this.#button.replaceChildren(drawing ? icon(drawing) : el("span", { class: "spinner" }));
  }

  async #toggle() {
    try {
      await auditions.toggle(this.voice);
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("audition-button", AuditionButton);
