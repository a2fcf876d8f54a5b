import * as api from "../api.js";
import { clock, span, translate } from "../i18n.js";
import { explain, remark } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";

/** Milliseconds without a change. */
const rest = 400;

/** Remarks of a picture of which somebody has to be chosen. */
const several = new Set(["faces_in_picture", "people_in_picture"]);

/** What the work in `draft`, or all of it, would take, asked of the server whenever it changes and has come to rest. */
class CostEstimate extends LiveElement {
  draft = null;
  #timer = null;
  #asked = null;
  #asking = null;

  enter() {
    this.setAttribute("role", "status");
    this.listen(this.draft, "change", () => this.#heed());
    this.#asked = null;
    this.#heed();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  /** A script changes with every key: the server is asked once the typing pauses. */
  #heed() {
    const orders = this.draft.isReady ? (this.draft.orders ?? [this.draft.order]) : null;
    for (const { body } of orders ?? []) delete body.title;
    const text = JSON.stringify(orders);
    if (text === this.#asked) return;
    this.#asked = text;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.tell("priced", { credits: 0 });
    if (!orders) return this.replaceChildren();
    this.replaceChildren(el("span", { class: "spinner" }), el("p", {}, translate("estimate.asking")));
    this.#timer = setTimeout(() => this.#ask(orders), rest);
  }

  async #ask(orders) {
    const { signal } = (this.#asking = new AbortController());
    const estimates = [];
    try {
      for (const order of orders) estimates.push(await api.estimate(order, signal));
      this.#show(together(estimates));
    } catch (error) {
      if (error.code !== "ABORTED") this.#refuse(error, orders[estimates.length], estimates.length === 0);
    }
  }

  #show({ seconds, credits, minutes_ms: covered, warnings }) {
    this.tell("priced", { credits });
    // An engine without a check cannot say.
    const time = seconds !== null && el(
      "p",
      { class: "time" },
      icon("clock"),
      el("span", {}, translate("estimate.time", { time: span(seconds) })),
    );
    const price = credits > 0 && el("p", { class: "price" }, translate("estimate.credits", { count: credits }));
    const minutes = covered > 0 && el("p", { class: "hint" }, translate("estimate.minutes", { time: clock(covered) }));
    const notes = warnings.map((warning) => el(
      "p",
      { class: "warning" },
      icon("warning"),
      el("span", {}, remark(warning)),
    ));
    this.replaceChildren(...[time, price, minutes, ...notes, this.#choice(warnings)].filter(Boolean));
  }

  /** Where a picture shows several people: the way to say which of them is meant. */
  #choice(warnings) {
    const { files, settings } = this.draft;
    const isOpen = warnings.some(({ code }) => several.has(code));
    if (settings.face === undefined || !files.image || !(isOpen || settings.face)) return null;
    const word = settings.face ? "chosen" : "choose";
    const choose = el("button", { type: "button", class: "link" }, translate(`facePicker.${word}`));
    choose.onclick = async () => {
      const picker = Object.assign(el("face-picker"), { file: files.image, face: settings.face });
      const answer = await picker.ask();
      if (answer) this.draft.set("face", answer.face);
    };
    return choose;
  }

  /** @param isFirst whether the order is about what lies in the places of the draft. */
  #refuse(error, order, isFirst) {
    const failure = explain(error);
    const place = isFirst ? this.draft.blamed(failure) : null;
    if (place) this.draft.refuse(place, error);
    const title = isFirst ? failure.title : `${this.draft.nameOf(order)}: ${failure.title}`;
    const data = { failure: failure.code, title, text: failure.advice };
    this.replaceChildren(...(place ? [] : [el("failure-note", { data })]));
  }
}

/** All of them one after the other; a time that one engine cannot tell is told by none. */
function together(estimates) {
  const sum = (name) => estimates.reduce((sum, estimate) => sum + (estimate[name] ?? 0), 0);
  const isKnown = estimates.every(({ seconds }) => seconds !== null);
  const warnings = new Map(estimates.flatMap(({ warnings }) => warnings).map((one) => [JSON.stringify(one), one]));
  return {
    seconds: isKnown ? sum("seconds") : null,
    credits: sum("credits"),
    minutes_ms: sum("minutes_ms"),
    warnings: [...warnings.values()],
  };
}

customElements.define("cost-estimate", CostEstimate);
