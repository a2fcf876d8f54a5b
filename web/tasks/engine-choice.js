import * as api from "../api.js";
import { span, translate } from "../i18n.js";
import { engineTitle } from "../interface/messages/engine-title.js";
import { selectField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";

/** Milliseconds without a change. */
const rest = 600;

/**
 * Which engine shall do the work of a draft, where there is more than one that can; empty otherwise. Once the draft is
 * complete, each choice says what it costs and how long it takes. `draft` is set before it enters and says its `kind`.
 */
class EngineChoice extends LiveElement {
  draft = null;
  #engines = [];
  #able = [];
  #shown = null;
  #priced = null;
  #timer = null;
  #asking = null;

  async enter() {
    this.hidden = true;
    this.listen(this.draft, "change", () => this.#heed());
    this.#engines = await api.engines().catch(() => []);
    this.#shown = null;
    this.#priced = null;
    if (this.isConnected) this.#heed();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  #heed() {
    this.#show();
    this.#plan();
  }

  #show() {
    const { kind, settings } = this.draft;
    this.#able = this.#engines.filter(({ kinds, modes }) => kinds.includes(kind) && modes.includes(settings.mode));
    const names = this.#able.map(({ name }) => name).join();
    if (names === this.#shown) return;
    this.#shown = names;
    this.#priced = null;
    const isKnown = this.#able.some(({ name }) => name === settings.engine);
    if (!isKnown) this.draft.set("engine", "");
    this.hidden = this.#able.length < 2;
    if (this.hidden) return this.replaceChildren();
    const choices = [["", translate("engine.automatic")], ...this.#able.map((engine) => [engine.name, engineTitle(engine)])];
    const value = isKnown ? settings.engine : "";
    const field = selectField(translate("engine.title"), { name: "engine", value, choices });
    field.querySelector("select").onchange = ({ target }) => this.draft.set("engine", target.value);
    this.replaceChildren(field);
  }

  /** What the order is apart from the engine: prices change with nothing else. */
  #plan() {
    const order = !this.hidden && this.draft.isReady ? this.draft.order : null;
    const { title, engine, ...body } = order?.body ?? {};
    const text = order && JSON.stringify([order.path, body]);
    if (text === this.#priced) return;
    this.#priced = text;
    clearTimeout(this.#timer);
    this.#asking?.abort();
    for (const engine of this.#able) this.#label(engine, engineTitle(engine));
    if (order) this.#timer = setTimeout(() => this.#ask({ path: order.path, body }), rest);
  }

  async #ask({ path, body }) {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    for (const engine of this.#able) {
      const offer = await api.estimate({ path, body: { ...body, engine: engine.name } }, signal).catch(() => null);
      if (signal.aborted) return;
      if (offer) this.#label(engine, [engineTitle(engine), ...facts(offer)].join(" · "));
    }
  }

  #label({ name }, text) {
    const option = this.querySelector(`option[value="${CSS.escape(name)}"]`);
    if (option) option.textContent = text;
  }
}

const facts = ({ credits, seconds }) => [
  credits > 0 && translate("estimate.credits", { count: credits }),
  seconds !== null && translate("estimate.time", { time: span(seconds) }),
].filter(Boolean);

customElements.define("engine-choice", EngineChoice);
