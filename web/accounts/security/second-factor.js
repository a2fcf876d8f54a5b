import { translate } from "../../i18n.js";
import { codeField, codeIn, form, refuse, textField } from "../../interface/controls/form.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";
import { isPossible, isRefusal, passkeyFailure, showPasskey } from "./passkeys.js";

/** Where the server does not say for how long a ticket is good, in seconds. */
const usualLife = 300;

/**
 * The second step of a sign-in. `ticket` is what the server answered to the first: `{ticket, methods, expires_in}`.
 * Tells `late` when it has run out, `back` when the user begins again.
 */
class SecondFactor extends LiveElement {
  ticket = null;
  #timer = null;

  enter() {
    const { methods, expires_in: seconds = usualLife } = this.ticket;
    this.#timer = setTimeout(() => this.tell("late"), seconds * 1000);
    this.#show((methods ?? ["totp"]).includes("totp") ? "totp" : methods[0]);
  }

  leave() {
    clearTimeout(this.#timer);
  }

  #has(method) {
    const { methods = ["totp", "recovery", "passkey"] } = this.ticket;
    return methods.includes(method) && (method !== "passkey" || isPossible());
  }

  #show(method) {
    const sheets = { totp: () => this.#code(), recovery: () => this.#recovery(), passkey: () => this.#empty() };
    const others = ["totp", "recovery"].filter((other) => other !== method && this.#has(other));
    const ways = others.map((other) => this.#link(translate(`second.use.${other}`), () => this.#show(other)));
    const back = this.#link(translate("second.back"), () => this.tell("back"));
    const key = this.#has("passkey") ? [this.#passkey()] : [];
    this.replaceChildren(sheets[method](), ...key, el("p", { class: "ways" }, ways, back));
    this.querySelector("input")?.focus();
  }

  #code() {
    const sheet = this.#form(codeField(
      translate("second.code"),
      { hint: translate("second.codeHint") },
    ), ({ code }) => {
      return { code: codeIn(code.value) };
    });
    const { code } = sheet.elements;
    code.oninput = () => codeIn(code.value).length === 6 && sheet.requestSubmit();
    return sheet;
  }

  #recovery() {
    const attributes = { name: "recovery_code", required: true, autocapitalize: "none", spellcheck: "false" };
    const input = textField(translate("second.recovery"), attributes, { hint: translate("second.recoveryHint") });
    return this.#form(input, ({ recovery_code: code }) => ({ recovery_code: code.value.trim() }));
  }

  /** Only what may go wrong with the button below. */
  #empty() {
    return el("form", { class: "form" }, el("p", { class: "problem", role: "alert" }));
  }

  #form(input, read) {
    return form({
      fields: [input],
      submit: translate("second.submit"),
      size: "large",
      send: (elements) => session.signIn("/auth/second-factor", { ticket: this.ticket.ticket, ...read(elements) }),
      judge: (error) => this.#judge(error),
    });
  }

  /** A ticket that is no good any more leads back to the beginning. */
  #judge(error) {
    if (error.status === 401) this.tell("late");
  }

  #passkey() {
    const look = { type: "button", class: "button service", "data-look": "quiet", "data-size": "large" };
    const button = el("button", look, icon("passkey"), translate("second.use.passkey"));
    button.onclick = async () => {
      const { ticket } = this.ticket;
      try {
        const credential = await showPasskey(await api.passkeyRequest({ ticket }));
        await session.signIn("/auth/passkeys/login", { credential, ticket });
      } catch (error) {
        if (!isRefusal(error)) refuse(this.querySelector("form"), passkeyFailure(error));
      }
    };
    return button;
  }

  #link(text, act) {
    return el("button", { type: "button", class: "link", onclick: act }, text);
  }
}

customElements.define("second-factor", SecondFactor);
