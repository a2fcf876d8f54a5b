import { moment, translate } from "../i18n.js";
import { inShort } from "../interface/failures.js";
import { filter } from "../interface/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { chip, panel, panelRow } from "../interface/panels.js";
import * as api from "./admin-api.js";

const states = ["enabled", "draining", "disabled"];
const places = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** What carries tasks out: how each engine stands, whether it takes tasks, and how many at a time. */
class EngineList extends LiveElement {
  #rows = null;
  #faults = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    this.#faults = el("div", {});
    const head = { title: translate("engines.title"), text: translate("engines.text") };
    this.replaceChildren(panel(head, this.#rows), this.#faults);
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => {
      const { items, faults } = await api.engines();
      this.#rows.replaceChildren(...items.map((engine) => this.#row(engine)));
      this.#faults.replaceChildren(...(faults.length > 0 ? [this.#broken(faults)] : []));
    });
  }

  #row(engine) {
    const { name, title, kinds, running, waiting, complaint, unhealthy_since: since } = engine;
    const facts = [
      name,
      kinds.map((kind) => translate(`kinds.${kind}`)).join(", "),
      translate("engines.load", { running: String(running), waiting: String(waiting) }),
      complaint,
      since && translate("engines.since", { time: moment(since) }),
    ];
    return panelRow({
      icon: "spark",
      title,
      note: this.#standing(engine),
      text: facts.filter(Boolean).join(" · "),
      actions: [this.#slots(engine), this.#state(engine)],
    });
  }

  #standing({ state, ready, readiness }) {
    if (state !== "enabled") return chip(translate(`engines.states.${state}`));
    if (ready) return chip(translate("engines.ready"), "good");
    const word = readiness === "not configured" ? "notConfigured" : "unwell";
    return chip(translate(`engines.${word}`), word === "unwell" ? "bad" : null);
  }

  #state({ name, title, state }) {
    const choices = states.map((each) => [each, translate(`engines.states.${each}`)]);
    const choice = filter(translate("engines.stateOf", { name: title }), choices, (state) => this.#change(name, { state }));
    choice.value = state;
    return choice;
  }

  #slots({ name, title, slots }) {
    const choices = [...new Set([...places, slots])].sort((a, b) => a - b).map((count) => [
      String(count),
      translate("engines.slots", { count }),
    ]);
    const label = translate("engines.slotsOf", { name: title });
    const choice = filter(label, choices, (count) => this.#change(name, { slots: Number(count) }));
    choice.value = String(slots);
    return choice;
  }

  async #change(name, fields) {
    try {
      await api.changeEngine(name, fields);
      notify(translate("engines.changed"));
    } catch (error) {
      notify(inShort(error), "problem");
    }
    await this.#load();
  }

  #broken(faults) {
    const rows = faults.map(({ file, path, reason }) => panelRow({
      icon: "warning",
      title: file,
      text: translate("engines.fault", { path, reason }),
    }));
    return panel({ title: translate("engines.faults"), text: translate("engines.faultsText"), tone: "danger" }, ...rows);
  }
}

customElements.define("engine-list", EngineList);
