import { router } from "../frame/router.js";
import { askForm } from "../interface/form-dialog.js";
import { passwordField, textField } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { plate, smallButton } from "../interface/plates.js";
import { say } from "../interface/words.js";
import * as api from "./account-api.js";
import { security } from "./security.js";
import { session } from "./session.js";

const losses = ["files", "models", "keys"];

/** The end of the account. The user writes the own address out, so that nobody does it by a slip of the hand. */
class AccountDeletion extends LiveElement {
  enter() {
    const list = losses.map((loss) => el("li", {}, icon("cross"), say(`deletion.losses.${loss}`)));
    const button = smallButton(say("deletion.begin"), () => this.#ask(), { look: "danger" });
    const head = { title: say("deletion.title"), text: say("deletion.text"), action: button, tone: "danger" };
    this.replaceChildren(plate(head, el("ul", { class: "padded losses" }, list)));
  }

  async #ask() {
    await security.load();
    if (!security.state) return;
    const { email, name } = session.user;
    const password = security.state.has_password ? [passwordField(say("security.password.current"))] : [];
    const isGone = await askForm({
      title: say("deletion.sure"),
      text: say("deletion.sureText"),
      fields: [this.#written(email || name), ...password],
      submit: say("deletion.yes"),
      look: "danger",
      send: ({ password }) => api.deleteAccount(password ? { password: password.value } : {}),
    });
    if (!isGone) return;
    session.leave();
    router.go("/", { replace: true });
    notify(say("deletion.done"));
  }

  #written(word) {
    const attributes = { name: "confirmation", required: true, autocapitalize: "none", spellcheck: "false" };
    const field = textField(say("deletion.confirm", { word }), attributes);
    const input = field.querySelector("input");
    input.check = () => (input.value.trim().toLowerCase() === word.toLowerCase() ? "" : say("deletion.unlike"));
    return field;
  }
}

customElements.define("account-deletion", AccountDeletion);
