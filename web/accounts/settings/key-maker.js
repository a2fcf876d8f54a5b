import { translate } from "../../i18n.js";
import { form, selectField, textField } from "../../interface/controls/form.js";
import { el, icon, newId } from "../../interface/markup.js";
import { ModalDialog } from "../../interface/dialogs/modal-dialog.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { wordsOf } from "./key-settings.js";

const scopes = ["read", "files", "tasks", "library", "models", "admin"];
/** Days that a new key lives; none is for ever. */
const lives = ["30", "90", "365", ""];

/** Makes an API key and shows its secret, once; with `made` set before it enters, only shows it. */
class KeyMaker extends ModalDialog {
  made = null;
  #body = null;

  enter() {
    this.#body = el("div", { class: "body" });
    this.open({ title: translate("keys.add") }, this.#body);
    if (this.made) this.#show(this.made);
    else this.#ask();
  }

  #ask() {
    const name = { name: "name", maxlength: "100", required: true };
    const choices = lives.map((days) => [days, translate(days ? "keys.days" : "keys.never", { count: Number(days) })]);
    const sheet = form({
      fields: [
        textField(translate("keys.name"), { ...name, placeholder: translate("keys.example") }),
        this.#scopes(),
        selectField(translate("keys.life"), { name: "expires_at", value: "90", choices }),
      ],
      submit: translate("keys.make"),
      cancel: () => this.answer(null),
      send: async (elements) => this.#show(await api.createKey(this.#read(elements))),
    });
    this.#body.replaceChildren(sheet);
    sheet.elements.name.focus();
  }

  #scopes() {
    const known = scopes.filter((scope) => scope !== "admin" || session.user.role === "admin");
    const lines = known.map((scope) => {
      const id = newId("scope");
      const { name, text } = wordsOf(scope);
      const box = { type: "checkbox", name: "scope", value: scope, checked: scope === "read" };
      const input = el("input", { ...box, "aria-label": name, "aria-describedby": id });
      return el("label", {}, input, el("b", {}, name), el("span", { class: "hint", id }, text));
    });
    return el("fieldset", { class: "checks" }, el("legend", {}, translate("keys.may")), lines);
  }

  #read({ name, expires_at: days }) {
    const wanted = [...this.querySelectorAll("[name=scope]:checked")].map(({ value }) => value);
    const expires = days.value && new Date(Date.now() + Number(days.value) * 86_400_000).toISOString();
    return { name: name.value.trim(), scopes: wanted, ...(expires && { expires_at: expires }) };
  }

  #show(made) {
    const done = el(
      "button",
      { type: "button", class: "button", onclick: () => this.answer(made) },
      translate("keys.kept"),
    );
    const copy = el("copy-button", { data: { text: made.key } });
    const secret = el("p", { class: "secret" }, el("code", {}, made.key), copy);
    this.hold(translate("keys.madeTitle"));
    this.#body.replaceChildren(
      el("p", { class: "once" }, icon("warning"), el("span", {}, translate("keys.once"))),
      secret,
      el("div", { class: "actions" }, done),
    );
    this.querySelector("copy-button button").focus();
  }
}

customElements.define("key-maker", KeyMaker);
