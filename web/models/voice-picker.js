import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { el, icon } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { notify } from "../interface/messages/notices.js";
import { session } from "../session.js";
import { packName } from "./packs.js";
import { voicePreviews } from "./voice-previews.js";
import { languageName, voices } from "./voices.js";

/** Lets the user find a voice by name or language, and hear it; `data-voice` is the one chosen now. Answers a voice. */
class VoicePicker extends ModalDialog {
  #list = null;
  #search = null;
  #count = null;

  enter() {
    this.#search = el(
      "input",
      {
        type: "search",
        placeholder: translate("voices.search"),
        "aria-label": translate("voices.search"),
        autocomplete: "off",
        spellcheck: "false",
        autofocus: true,
      },
    );
    this.#search.oninput = () => this.#show();
    this.listen(this, "keydown", (event) => this.#walk(event));
    this.#list = el("ul", { class: "list" }, el("li", { class: "waiting" }, el("span", { class: "spinner" })));
    this.#count = el("p", { class: "hint", role: "status" });
    const field = el("div", { class: "search" }, icon("search"), this.#search, this.#count);
    this.open({ title: translate("voices.choose") }, field, this.#sentence(), this.#list);
    this.#load();
  }

  /** What the voices say when they are tried. */
  #sentence() {
    const field = el("input", {
      type: "text",
      class: "sentence",
      placeholder: translate("voices.sentence"),
      "aria-label": translate("voices.sentence"),
      maxlength: "300",
      autocomplete: "off",
      value: voicePreviews.sentence,
    });
    field.oninput = () => {
      voicePreviews.sentence = field.value.trim();
    };
    return field;
  }

  async #load() {
    try {
      await voices.load();
      this.#show();
      this.#list.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "center" });
    } catch (error) {
      notify(inShort(error), "problem");
      this.answer(null);
    }
  }

  #show() {
    if (!voices.all) return;
    const found = voices.search(this.#search.value);
    this.#count.textContent = translate("voices.count", { count: found.length });
    const groups = ["favourites", "cloned", "neural", "packed", "espeak", "rare"].map((group) => {
      const rows = found.filter((voice) => groupOf(voice) === group).map((voice) => this.#row(voice));
      return rows.length > 0 && [el("li", { class: "group" }, translate(`voices.kinds.${group}`)), ...rows];
    });
    const nothing = el("li", { class: "nothing" }, translate("voices.nothing"));
    this.#list.replaceChildren(...(found.length > 0 ? groups.filter(Boolean).flat() : [nothing]));
    this.#list.scrollTop = 0;
  }

  /** Stays where it is in the list: what was looked for would jump away. */
  #star(voice) {
    const button = el("button", { type: "button", class: "icon-button star" }, icon("star"));
    const show = () => {
      const isOn = voices.isFavourite(voice.id);
      button.setAttribute("aria-pressed", String(isOn));
      button.title = translate(isOn ? "voices.unstar" : "voices.star", { name: voices.nameOf(voice) });
      button.setAttribute("aria-label", button.title);
    };
    button.onclick = async () => {
      try {
        await voices.mark(voice.id, !voices.isFavourite(voice.id));
        show();
      } catch (error) {
        notify(inShort(error), "problem");
      }
    };
    show();
    return button;
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
    const facts = [voice.kind !== "espeak" && language, voice.gender && translate(`voices.genders.${voice.gender}`)];
    const detail = [...facts, voice.kind === "espeak" && voice.language].filter(Boolean).join(" · ");
    if (!voice.installed) return this.#offer(voice, detail);
    const take = el(
      "button",
      { type: "button", class: "row-button take", "aria-pressed": String(isOn) },
      el("b", {}, voices.nameOf(voice)),
      voice.kind === "cloned" && el("span", { class: "tag" }, translate("voices.draft")),
      el("span", { class: "hint" }, detail),
      isOn && icon("check"),
    );
    take.onclick = () => this.answer(voice);
    return el("li", {}, Object.assign(el("voice-preview-button"), { voice }), take, this.#star(voice));
  }

  /** A voice whose pack is not here: administrators are led to it, others told whom to ask. */
  #offer(voice, detail) {
    const needs = translate("voices.needsPack", { pack: packName(voice.pack) });
    const words = [
      el("b", {}, voices.nameOf(voice)),
      el("span", { class: "hint" }, [detail, needs].filter(Boolean).join(" · ")),
    ];
    if (session.user?.role !== "admin") return el("li", { class: "offer" }, el("p", {}, words));
    const lead = el("a", { class: "row-button", href: "/admin/engines" }, words, icon("download"));
    lead.onclick = () => this.answer(null);
    return el("li", { class: "offer" }, lead);
  }
}

/** Where a voice stands in the list: what sounds good first, what few look for last. */
function groupOf({ id, kind, installed, rare }) {
  if (!installed) return "packed";
  if (voices.isFavourite(id)) return "favourites";
  return rare ? "rare" : kind;
}

customElements.define("voice-picker", VoicePicker);
