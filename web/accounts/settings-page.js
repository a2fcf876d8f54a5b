import * as api from "../api.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";

/** What holds for the whole account: its name, the visible mark, the consents it has gathered. */
class SettingsPage extends LiveElement {
  #profile = null;
  #form = null;

  enter() {
    this.#form = el("div", { class: "card" }, el("div", { class: "ghost" }));
    this.replaceChildren(
      el("header", { class: "page-title" }, el("h1", {}, say("settings.title"))),
      this.#form,
      el("consent-list"),
    );
    this.#load();
  }

  async #load() {
    try {
      this.#profile = await api.profile();
      this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #show() {
    this.#form.replaceChildren(this.#name(), this.#mark());
  }

  #name() {
    const attributes = { type: "text", id: "name", maxlength: "100", autocomplete: "name", required: true };
    const input = el("input", { ...attributes, value: this.#profile.name });
    const save = el("button", { type: "submit", class: "button", "data-look": "quiet" }, say("rename.save"));
    const form = el(
      "form",
      { class: "name" },
      el("div", { class: "field" }, el("label", { for: "name" }, say("settings.name")), input),
      save,
    );
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (input.value.trim()) await this.#save({ name: input.value.trim() });
    };
    return form;
  }

  #mark() {
    const attributes = { type: "checkbox", role: "switch", "aria-describedby": "mark-text" };
    const input = el("input", { ...attributes, checked: Boolean(this.#profile.visible_mark) });
    input.onchange = async () => {
      input.disabled = true;
      await this.#save({ visible_mark: input.checked });
      input.disabled = false;
      input.checked = Boolean(this.#profile.visible_mark);
    };
    return el(
      "label",
      { class: "switch" },
      el(
        "span",
        { class: "text" },
        el("b", {}, say("settings.mark")),
        el("span", { class: "hint", id: "mark-text" }, say("settings.markText")),
      ),
      input,
    );
  }

  async #save(change) {
    const { name, visible_mark: mark } = this.#profile;
    const fields = { name, visible_mark: Boolean(mark), ...change };
    try {
      this.#profile = { ...this.#profile, ...(await api.saveProfile(fields)) };
      notify(say("settings.saved"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }
}

customElements.define("settings-page", SettingsPage);
