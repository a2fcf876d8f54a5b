import { inShort } from "../failures.js";
import { el, icon, iconButton, newId } from "../markup.js";
import { notify } from "../notices.js";
import { languageName, voices } from "../voices.js";
import { say } from "../words.js";
import { LiveElement } from "./live-element.js";

/** Lets the user find a voice by name or language, and hear it; `data-voice` is the one that is chosen now. */
class VoicePicker extends LiveElement {
  #answer = null;
  #dialog = null;
  #list = null;
  #search = null;
  #count = null;
  #chosen = null;

  enter() {
    const id = newId("voices");
    const close = iconButton("cross", say("picker.close"), { onclick: () => this.#dialog.close() });
    this.#search = el(
      "input",
      {
        type: "search",
        placeholder: say("voices.search"),
        "aria-label": say("voices.search"),
        autocomplete: "off",
        spellcheck: "false",
        autofocus: true,
      },
    );
    this.#search.oninput = () => this.#show();
    this.listen(this, "keydown", (event) => this.#walk(event));
    this.#list = el("ul", { class: "list" }, el("li", { class: "waiting" }, el("span", { class: "spinner" })));
    this.#count = el("p", { class: "hint", role: "status" });
    const head = el("header", {}, el("h2", { id }, say("voices.choose")), close);
    const field = el("div", { class: "search" }, icon("search"), this.#search, this.#count);
    this.#dialog = el("dialog", { "aria-labelledby": id }, head, field, this.#list);
    this.#dialog.onclick = ({ target }) => target === this.#dialog && this.#dialog.close();
    this.#dialog.onclose = () => {
      this.remove();
      this.#answer(this.#chosen);
    };
    this.replaceChildren(this.#dialog);
    this.#dialog.showModal();
    this.#load();
  }

  /** @returns the voice, or null when the dialog was closed. */
  choose() {
    return new Promise((resolve) => {
      this.#answer = resolve;
      document.body.append(this);
    });
  }

  async #load() {
    try {
      await voices.load();
      this.#show();
      this.#list.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "center" });
    } catch (error) {
      notify(inShort(error), "problem");
      this.#dialog.close();
    }
  }

  #show() {
    if (!voices.all) return;
    const found = voices.search(this.#search.value);
    this.#count.textContent = say("voices.count", { count: found.length });
    const groups = ["cloned", "neural", "espeak"].map((kind) => {
      const rows = found.filter((voice) => voice.kind === kind).map((voice) => this.#row(voice));
      return rows.length > 0 && [el("li", { class: "group" }, say(`voices.kinds.${kind}`)), ...rows];
    });
    const nothing = el("li", { class: "nothing" }, say("voices.nothing"));
    this.#list.replaceChildren(...(found.length > 0 ? groups.filter(Boolean).flat() : [nothing]));
    this.#list.scrollTop = 0;
  }

  /** Up and down lead from the search into the list and through it. */
  #walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [this.#search, ...this.#list.querySelectorAll(".take")];
    const row = document.activeElement.closest("li")?.querySelector(".take");
    const at = Math.max(0, stops.indexOf(row ?? document.activeElement));
    stops[Math.min(stops.length - 1, Math.max(0, at + step))].focus();
  }

  #row(voice) {
    const isOn = voice.id === this.dataset.voice;
    const language = languageName(voice.language);
    const facts = [voice.kind !== "espeak" && language, voice.gender && say(`voices.genders.${voice.gender}`)];
    const detail = [...facts, voice.kind === "espeak" && voice.language].filter(Boolean).join(" · ");
    const take = el(
      "button",
      { type: "button", class: "take", "aria-pressed": String(isOn) },
      el("b", {}, voices.nameOf(voice)),
      voice.kind === "cloned" && el("span", { class: "tag" }, say("voices.draft")),
      el("span", { class: "hint" }, detail),
      isOn && icon("check"),
    );
    take.onclick = () => {
      this.#chosen = voice;
      this.#dialog.close();
    };
    return el("li", {}, Object.assign(el("audition-button"), { voice }), take);
  }
}

customElements.define("voice-picker", VoicePicker);
