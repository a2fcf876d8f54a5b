import { translate } from "../../i18n.js";
import { askForm } from "../../interface/dialogs/form-dialog.js";
import { passwordField, textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { panel, smallButton } from "../../interface/lists/panels.js";
import { router } from "../../router.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { security } from "../security/security.js";

const losses = ["files", "models", "keys"];

/** The end of the account. The user writes the own address out, so that nobody does it by a slip of the hand. */
class AccountDeletion extends LiveElement {
  enter() {
    const list = losses.map((loss) => el("li", {}, icon("cross"), translate(`deletion.losses.${loss}`)));
    const button = smallButton(translate("deletion.begin"), () => this.#ask(), { look: "danger" });
    const head = {
      title: translate("deletion.title"),
      text: translate("deletion.text"),
      action: button,
      tone: "danger",
    };
    this.replaceChildren(panel(head, el("ul", { class: "padded losses" }, list)));
  }

  async #ask() {
    await security.load();
    if (!security.state) return;
    const { email, name } = session.user;
    const password = security.state.has_password ? [passwordField(translate("security.password.current"))] : [];
    const isGone = await askForm({
      title: translate("deletion.sure"),
      text: translate("deletion.sureText"),
      fields: [this.#written(email || name), ...password],
      submit: translate("deletion.yes"),
      look: "danger",
      send: ({ password }) => api.deleteAccount(password ? { password: password.value } : {}),
    });
    if (!isGone) return;
    session.leave();
    router.go("/", { replace: true });
    notify(translate("deletion.done"));
  }

  #written(word) {
    const attributes = { name: "confirmation", required: true, autocapitalize: "none", spellcheck: "false" };
    const field = textField(translate("deletion.confirm", { word }), attributes);
    const input = field.querySelector("input");
    input.check = () => (input.value.trim().toLowerCase() === word.toLowerCase() ? "" : translate("deletion.unlike"));
    return field;
  }
}

customElements.define("account-deletion", AccountDeletion);
