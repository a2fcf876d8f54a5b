import { translate } from "../i18n.js";
import { form, selectField, textField } from "../interface/controls/form.js";
import { el, icon } from "../interface/markup.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import * as api from "./admin-api.js";

/** Days until an invitation expires. */
const lives = [1, 7, 30];

/** Makes an invitation and shows its link, once. */
class InvitationMaker extends ModalDialog {
  #body = null;

  enter() {
    this.#body = el("div", { class: "body" }, this.#form());
    this.open({ title: translate("invitations.add") }, this.#body);
    this.querySelector("input").focus();
  }

  #form() {
    const roles = ["member", "admin"].map((role) => [role, translate(`users.roles.${role}`)]);
    const days = lives.map((count) => [String(count), translate("keys.days", { count })]);
    return form({
      fields: [
        textField(
          translate("invitations.note"),
          { name: "note", maxlength: "100" },
          { hint: translate("invitations.noteHint") },
        ),
        selectField(translate("invitations.role"), { name: "role", value: "member", choices: roles }),
        selectField(translate("invitations.life"), { name: "life", value: "7", choices: days }),
      ],
      submit: translate("invitations.make"),
      cancel: () => this.answer(null),
      send: async ({ note, role, life }) => {
        const expires = new Date(Date.now() + Number(life.value) * 86_400_000).toISOString();
        this.#show(await api.invite({ note: note.value.trim() || null, role: role.value, expires_at: expires }));
      },
    });
  }

  #show(made) {
    const link = new URL(`/#/signin?invitation=${encodeURIComponent(made.token)}`, location.origin).href;
    const done = el("button", { type: "button", class: "button" }, translate("invitations.done"));
    done.onclick = () => this.answer(made);
    this.hold(translate("invitations.madeTitle"));
    this.#body.replaceChildren(
      el("p", { class: "once" }, icon("warning"), el("span", {}, translate("invitations.once"))),
      el("p", { class: "secret" }, el("code", {}, link), el("copy-button", { data: { text: link } })),
      el("div", { class: "actions" }, done),
    );
    this.querySelector("copy-button button").focus();
  }
}

customElements.define("invitation-maker", InvitationMaker);
