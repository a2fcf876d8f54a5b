import { translate } from "../i18n.js";
import { explain } from "../interface/messages/failures.js";
import { newKey } from "../interface/controls/keys.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { router } from "../router.js";

/**
 * The settings of a draft, what the work would take, and the button that begins it. `draft` is set before it enters;
 * its children are the settings, the words are those under the draft's name.
 */
class OrderForm extends LiveElement {
  draft = null;
  #submit = null;
  #hint = null;
  #problem = null;
  /** What the work costs beside minutes, in credits. */
  #credits = 0;
  /** The key of the last submit, kept while the same order is tried again. */
  #sent = { order: null, key: null };

  enter() {
    const { name } = this.draft;
    const choices = this.querySelector("form") ? [] : [...this.children];
    this.#hint = el("p", { class: "hint", id: "submit-hint" });
    this.#problem = el("div", { class: "problem", role: "alert" });
    this.#submit = el(
      "button",
      { type: "submit", class: "button", "data-size": "large", "aria-describedby": "submit-hint" },
    );
    const form = el(
      "form",
      { "aria-label": translate(`order.${name}.label`), novalidate: true },
      choices,
      Object.assign(el("cost-estimate"), { draft: this.draft }),
      this.#problem,
      this.#submit,
      this.#hint,
    );
    form.onsubmit = (event) => {
      event.preventDefault();
      this.#send();
    };
    this.replaceChildren(form);
    this.listen(this.draft, "change", () => this.#show());
    this.listen(this, "priced", ({ detail }) => {
      this.#credits = detail.credits;
      this.#show();
    });
    this.#show();
  }

  #show() {
    const { name, missing, isReady } = this.draft;
    this.#hint.textContent = missing ? translate(`order.${name}.missing.${missing}`) : "";
    this.#submit.disabled = !isReady;
    const price = this.#credits > 0 && ` · ${translate("estimate.credits", { count: this.#credits })}`;
    const words = this.draft.submitWords ?? translate(`order.${name}.submit`);
    if (!this.#submit.ariaBusy) this.#submit.replaceChildren(icon("spark"), price ? words + price : words);
  }

  async #send() {
    if (this.#submit.disabled || this.#submit.ariaBusy) return;
    this.#problem.replaceChildren();
    this.#setBusy(true);
    try {
      const page = await this.draft.submit(this.#key());
      this.#sent = { order: null, key: null };
      this.#setBusy(false);
      if (page) router.go(page);
    } catch (error) {
      this.#setBusy(false);
      this.#refuse(error);
    }
  }

  #key() {
    const order = JSON.stringify(this.draft.orders ?? this.draft.order);
    if (this.#sent.order !== order) this.#sent = { order, key: newKey() };
    return this.#sent.key;
  }

  #refuse(error) {
    if (error.code !== "NETWORK") this.#sent = { order: null, key: null };
    const failure = explain(error);
    const place = this.draft.blamed(failure);
    if (place) this.draft.refuse(place, error);
    else this.#problem.replaceChildren(
      el("failure-note", { data: { failure: failure.code, title: failure.title, text: failure.advice } }),
    );
  }

  #setBusy(isBusy) {
    this.#submit.ariaBusy = isBusy ? "true" : null;
    if (isBusy) this.#submit.replaceChildren(el("span", { class: "spinner" }), translate("order.submitting"));
    else this.#show();
  }
}

customElements.define("order-form", OrderForm);
