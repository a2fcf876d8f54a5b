import { explain } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, iconButton, newId } from "../interface/markup.js";
import { isSaid, say } from "../interface/words.js";
import { session } from "./session.js";

/** Characters of a new password; the server asks for as many. */
const shortest = 8;

/** The door: one form for those who have an account and those who make one. */
class SignIn extends LiveElement {
  #isNew = false;
  #form = null;

  enter() {
    this.#isNew = new URLSearchParams(location.search).has("new");
    this.#show();
  }

  #show(email = "") {
    const words = this.#isNew ? "join" : "enter";
    const fields = [this.#email(email), this.#password()];
    const submit = el("button", { type: "submit", class: "button", "data-size": "large" }, say(`door.${words}.submit`));
    const problem = el("p", { class: "problem", role: "alert" });
    this.#form = el("form", { class: "form", novalidate: true }, problem, fields, submit);
    this.#form.onsubmit = (event) => {
      event.preventDefault();
      this.#submit();
    };
    const change = el(
      "button",
      { type: "button", class: "link", onclick: () => this.#change() },
      say(`door.${words}.other`),
    );
    const card = el(
      "div",
      { class: "card" },
      el("h1", {}, say(`door.${words}.title`)),
      el("p", { class: "lead" }, say(`door.${words}.text`)),
      this.#form,
      el("p", { class: "other" }, say(`door.${words}.otherText`), " ", change),
    );
    this.replaceChildren(card, el("vanity-mirror"));
  }

  #email(value) {
    const attributes = {
      type: "email",
      name: "email",
      value,
      required: true,
      autocomplete: "username",
      inputmode: "email",
    };
    return field(say("door.email"), el("input", { ...attributes, autocapitalize: "none", spellcheck: "false" }));
  }

  #password() {
    const autocomplete = this.#isNew ? "new-password" : "current-password";
    const input = el("input", { type: "password", name: "password", required: true, autocomplete });
    const look = iconButton("shown", say("door.showPassword"), { "aria-pressed": "false" });
    look.onclick = () => {
      const isShown = input.type === "password";
      input.type = isShown ? "text" : "password";
      look.setAttribute("aria-pressed", String(isShown));
    };
    return field(say("door.password"), input, { after: look, hint: this.#isNew && say("door.passwordHint") });
  }

  #change() {
    this.#isNew = !this.#isNew;
    this.#show(this.#form.elements.email.value);
    this.#form.elements.email.focus();
  }

  async #submit() {
    const { email, password } = this.#form.elements;
    if (!this.#isFilled(email, password)) return;
    this.#setBusy(true);
    const fields = { email: email.value.trim(), password: password.value };
    try {
      await (this.#isNew ? session.register(fields) : session.signIn(fields));
    } catch (error) {
      this.#setBusy(false);
      this.#refuse(error);
    }
  }

  #isFilled(email, password) {
    setProblem(email, email.validity.valid ? "" : say("door.emailWrong"));
    setProblem(password, this.#passwordProblem(password.value));
    const wrong = this.#form.querySelector("[aria-invalid]");
    wrong?.focus();
    return !wrong;
  }

  #passwordProblem(password) {
    if (!password) return say("door.passwordMissing");
    return this.#isNew && Array.from(password).length < shortest ? say("door.passwordShort") : "";
  }

  #refuse(error) {
    if (error.status === 401) error.code = "WRONG_PASSWORD"; // and not a session that ran out
    const { field, title, advice } = explain(error);
    const name = error.code === "CONFLICT" ? "email" : field;
    const input = name && this.#form.elements[name];
    if (input) {
      const known = `door.problems.${name}.${error.code}`;
      setProblem(input, isSaid(known) ? say(known) : error.message);
      input.focus();
    } else {
      this.#form.querySelector(".problem").replaceChildren(el("b", {}, title), " ", advice);
    }
  }

  #setBusy(isBusy) {
    this.#form.toggleAttribute("aria-busy", isBusy);
    this.#form.querySelector("[type=submit]").disabled = isBusy;
    this.#form.querySelector(".problem").replaceChildren();
  }
}

function field(label, input, { after, hint } = {}) {
  const id = newId("field");
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-hint ${id}-problem`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, label),
    el("div", { class: "control" }, input, after),
    el("p", { class: "hint", id: `${id}-hint` }, hint),
    el("p", { class: "field-problem", id: `${id}-problem`, "aria-live": "polite" }),
  );
}

function setProblem(input, text) {
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  document.getElementById(`${input.id}-problem`).textContent = text;
}

customElements.define("sign-in", SignIn);
