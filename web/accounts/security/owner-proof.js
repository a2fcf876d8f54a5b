import { proof } from "../../api.js";
import { translate } from "../../i18n.js";
import { codeField, codeIn, form, passwordField, refuse, textField } from "../../interface/controls/form.js";
import { el, icon } from "../../interface/markup.js";
import { ModalDialog } from "../../interface/dialogs/modal-dialog.js";
import { router } from "../../router.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { isPossible, isRefusal, passkeyFailure, showPasskey } from "./passkeys.js";

/**
 * Asks somebody who is signed in to confirm who they are, before something that an open session is not enough for.
 * `methods` is set before it enters. Answers true once the server has taken a proof.
 */
class OwnerProof extends ModalDialog {
  methods = [];
  #body = null;

  enter() {
    this.#body = el("div", { class: "body" });
    this.open({ title: translate("proof.title") }, this.#body);
    this.#show(this.#ways()[0] ?? "sign_in");
  }

  /** What can be typed here. */
  #ways() {
    return ["password", "totp", "recovery"].filter((method) => this.methods.includes(method));
  }

  #show(method) {
    const others = this.#ways().filter((other) => other !== method);
    const links = others.map((other) => {
      const link = el("button", { type: "button", class: "link" }, translate(`proof.use.${other}`));
      link.onclick = () => this.#show(other);
      return link;
    });
    const hasPasskey = this.methods.includes("passkey") && isPossible();
    const text = el("p", { class: "text" }, translate(method === "sign_in" ? "proof.signInText" : "proof.text"));
    this.#body.replaceChildren(
      text,
      method === "sign_in" ? (hasPasskey ? this.#empty() : this.#signIn()) : this.#sheet(method),
      ...(hasPasskey ? [this.#passkey()] : []),
      ...(links.length ? [el("p", { class: "ways" }, links)] : []),
    );
    this.#body.querySelector("input")?.focus();
  }

  #sheet(method) {
    const fields = {
      password: () => passwordField(translate("proof.password")),
      totp: () => codeField(translate("second.code"), { hint: translate("second.codeHint") }),
      recovery: () => textField(translate("second.recovery"), { name: "recovery_code", required: true }),
    };
    return form({
      fields: [fields[method]()],
      submit: translate("proof.submit"),
      cancel: () => this.answer(null),
      send: (elements) => this.#prove(read(elements)),
    });
  }

  /** Only what may go wrong with the button below. */
  #empty() {
    return el("form", { class: "form" }, el("p", { class: "problem", role: "alert" }));
  }

  #passkey() {
    const look = { type: "button", class: "button", "data-look": "quiet" };
    const button = el("button", look, icon("passkey"), translate("second.use.passkey"));
    button.onclick = async () => {
      try {
        const credential = await showPasskey(await api.proofOptions());
        await this.#prove({ credential });
      } catch (error) {
        if (!isRefusal(error)) refuse(this.querySelector("form"), passkeyFailure(error));
      }
    };
    return button;
  }

  #signIn() {
    const button = el("button", { type: "button", class: "button" }, translate("proof.signIn"));
    button.onclick = async () => {
      await session.signOut();
      this.answer(null);
      router.go("/sign-in");
    };
    return el("div", { class: "actions" }, button);
  }

  async #prove(fields) {
    await api.prove(fields);
    this.answer(true);
  }
}

const read = ({ password, code, recovery_code: recovery }) => {
  if (password) return { password: password.value };
  return code ? { code: codeIn(code.value) } : { recovery_code: recovery.value.trim() };
};

customElements.define("owner-proof", OwnerProof);

const ask = (methods) => Object.assign(el("owner-proof"), { methods }).ask();
proof.ask = ask;

/** Before a browser leaves for a page that wants a proof. @returns whether there is one. */
export async function ensureProof() {
  const state = await api.proofState();
  return Boolean(state.proven_until) || Boolean(await ask(state.methods));
}
