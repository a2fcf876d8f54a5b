import * as api from "../api.js";
import { draft } from "../draft.js";
import { explain } from "../failures.js";
import { el, icon } from "../markup.js";
import { placeOf } from "../media.js";
import { isSaid, say, span } from "../words.js";
import { LiveElement } from "./live-element.js";

/** What the job in the draft would take, asked of the server whenever the job changes. */
class CostEstimate extends LiveElement {
  #asked = null;
  #asking = null;

  enter() {
    this.setAttribute("role", "status");
    this.listen(draft, "change", () => this.#ask());
    this.#asked = null;
    this.#ask();
  }

  leave() {
    this.#asking?.abort();
  }

  async #ask() {
    const job = draft.isReady ? { ...draft.job, title: undefined } : null;
    const text = JSON.stringify(job);
    if (text === this.#asked) return;
    this.#asked = text;
    this.#asking?.abort();
    if (!job) return this.replaceChildren();

    this.#asking = new AbortController();
    this.replaceChildren(el("span", { class: "spinner" }), el("p", {}, say("estimate.asking")));
    try {
      this.#show(await api.estimate(job, this.#asking.signal));
    } catch (error) {
      if (error.code !== "ABORTED") this.#refuse(error);
    }
  }

  #show({ seconds, credits, warnings = [] }) {
    const time = el(
      "p",
      { class: "time" },
      icon("clock"),
      el("span", {}, say("estimate.time", { time: span(seconds) })),
    );
    const price = credits > 0 && el("p", { class: "price" }, say("estimate.credits", { count: credits }));
    const notes = warnings.map((warning) => el(
      "p",
      { class: "warning" },
      icon("warning"),
      el("span", {}, worded(warning)),
    ));
    this.replaceChildren(...[time, price, ...notes].filter(Boolean));
  }

  #refuse(error) {
    const failure = explain(error);
    const place = placeOf(failure);
    if (place) draft.refuse(place, error);
    const data = { failure: failure.code, title: failure.title, text: failure.advice };
    this.replaceChildren(...(place ? [] : [el("failure-note", { data })]));
  }
}

/** A warning is a sentence, or `{code, message}` for which we may have words. */
function worded(warning) {
  const known = `warnings.${warning.code}`;
  return isSaid(known) ? say(known) : (warning.message ?? warning);
}

customElements.define("cost-estimate", CostEstimate);
