import * as api from "../api.js";
import { inShort } from "../interface/failures.js";
import { form, selectField, textField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { plate } from "../interface/plates.js";
import { currentLanguage, languages, say, speak } from "../interface/words.js";
import * as accountApi from "./account-api.js";
import { countries } from "./countries.js";
import { session } from "./session.js";

/** What a user is called, reads and where; and the mark on the videos. */
class ProfileSettings extends LiveElement {
  #profile = null;
  #settings = null;

  enter() {
    this.replaceChildren(el("div", { class: "ghost" }), el("div", { class: "ghost" }));
    this.#load();
  }

  async #load() {
    try {
      const settings = accountApi.settings().catch((error) => (error.status === 404 ? null : Promise.reject(error)));
      [this.#profile, this.#settings] = await Promise.all([api.profile(), settings]);
      this.replaceChildren(...[this.#name(), this.#settings && this.#place(), this.#mark()].filter(Boolean));
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #name() {
    const name = { name: "name", value: this.#profile.name, maxlength: "100", autocomplete: "name", required: true };
    const sheet = form({
      fields: [textField(say("settings.name"), name, { hint: say("settings.nameHint") })],
      submit: say("rename.save"),
      look: "quiet",
      send: ({ name: input }) => this.#save({ name: input.value.trim() }),
    });
    sheet.classList.add("in-line");
    return plate({ title: say("settings.you") }, el("div", { class: "padded" }, sheet));
  }

  #place() {
    const { language, country } = this.#settings;
    const tongues = { name: "language", value: language ?? currentLanguage(), choices: Object.entries(languages) };
    const tongue = selectField(say("settings.language"), tongues, { hint: say("settings.languageHint") });
    const all = [["", say("settings.anywhere")], ...countries(currentLanguage())];
    const places = { name: "country", value: country ?? "", choices: all };
    const home = selectField(say("settings.country"), places, { hint: say("settings.countryHint") });
    tongue.querySelector("select").onchange = ({ target }) => this.#change({ language: target.value });
    home.querySelector("select").onchange = ({ target }) => this.#change({ country: target.value || null });
    return plate({ title: say("settings.place") }, el("div", { class: "padded pair" }, tongue, home));
  }

  async #change(change) {
    try {
      this.#settings = { ...this.#settings, ...(await accountApi.saveSettings({ ...this.#settings, ...change })) };
      notify(say("settings.saved"));
      if (change.language) await speak(change.language);
    } catch (error) {
      notify(inShort(error), "problem");
    }
  }

  #mark() {
    const attributes = { type: "checkbox", role: "switch", "aria-describedby": "mark-text" };
    const input = el("input", { ...attributes, checked: Boolean(this.#profile.visible_mark) });
    input.onchange = async () => {
      input.disabled = true;
      await this.#save({ visible_mark: input.checked }).catch((error) => notify(inShort(error), "problem"));
      input.disabled = false;
      input.checked = Boolean(this.#profile.visible_mark);
    };
    const words = el(
      "span",
      { class: "text" },
      el("b", {}, say("settings.mark")),
      el("span", { class: "hint", id: "mark-text" }, say("settings.markText")),
    );
    return plate({ title: say("settings.videos") }, el("label", { class: "switch" }, words, input));
  }

  async #save(change) {
    const { name, visible_mark: mark } = this.#profile;
    this.#profile = { ...this.#profile, ...(await api.saveProfile({ name, visible_mark: Boolean(mark), ...change })) };
    session.update(this.#profile);
    notify(say("settings.saved"));
  }
}

customElements.define("profile-settings", ProfileSettings);
