import { listed, moment, percent, size, translate } from "../i18n.js";
import { engineTitle } from "../interface/messages/engine-title.js";
import { complaint, explain, inShort, mistake } from "../interface/messages/failures.js";
import { filter } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { logged } from "../interface/messages/logged.js";
import { notify } from "../interface/messages/notices.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

const states = ["enabled", "draining", "disabled"];
const mebibyte = 2 ** 20;
const places = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** What carries tasks out: how each engine stands, what went wrong on it, whether it takes tasks, and how many at a time. */
class EngineList extends LiveElement {
  #rows = null;
  #faults = null;
  #gpus = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    this.#faults = el("div", {});
    this.#gpus = el("div", {});
    const head = { title: translate("engines.title"), text: translate("engines.text") };
    this.replaceChildren(panel(head, this.#rows), this.#gpus, this.#faults);
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => {
      const { items, faults, gpus } = await api.engines();
      this.#rows.replaceChildren(...items.map((engine) => this.#row(engine)));
      this.#gpus.replaceChildren(...(gpus.length > 0 ? [this.#processors(gpus)] : []));
      this.#faults.replaceChildren(...(faults.length > 0 ? [this.#broken(faults)] : []));
    });
  }

  #row(engine) {
    const { name, kinds, running, waiting, reason, unhealthy_since: since, last_errors: errors } = engine;
    const ranks = Object.entries(engine.preference).filter(([, rank]) => rank !== null);
    const facts = [
      name,
      listed(kinds.map((kind) => translate(`kinds.${kind}`))),
      translate("engines.load", { running: String(running), waiting: String(waiting) }),
      ...ranks.map(([kind, rank]) => translate("engines.rank", { kind: translate(`kinds.${kind}`), rank: String(rank) })),
      reason && complaint(reason),
      since && translate("engines.since", { time: moment(since) }),
    ];
    const row = panelRow({
      icon: "spark",
      title: engineTitle(engine),
      note: this.#standing(engine),
      text: facts.filter(Boolean).join(" · "),
      actions: [this.#slots(engine), this.#state(engine)],
    });
    if (ranks.length > 0) row.querySelector(".text").append(this.#unrank(engine, ranks));
    if (errors.length > 0) row.querySelector(".text").append(this.#errors(errors));
    return row;
  }

  #errors(errors) {
    const lines = errors.map(({ at, code, message, reason, detail, task_id: task }) => el(
      "li",
      {},
      el("a", { href: `/tasks/${task}` }, moment(at)),
      ` ${reason ? complaint(reason) : explain({ code, message }).title}`,
      detail && el("span", {}, translate("engines.log"), " ", logged(detail)),
    ));
    const head = translate("engines.lastErrors", { count: errors.length });
    return el("details", { class: "errors" }, el("summary", {}, head), el("ul", {}, lines));
  }

  #processors(gpus) {
    const rows = gpus.map(({ index, name, memory_mib: memory, used_mib: used, busy, running }) => {
      const facts = [
        used !== null && translate("engines.gpuMemory", { used: size(used * mebibyte), all: size(memory * mebibyte) }),
        busy !== null && translate("engines.gpuBusy", { percent: percent(busy) }),
        translate("engines.gpuTasks", { count: running }),
      ];
      return panelRow({ icon: "spark", title: `${index}: ${name}`, text: facts.filter(Boolean).join(" · ") });
    });
    return panel({ title: translate("engines.gpus") }, ...rows);
  }

  #standing({ state, ready, readiness }) {
    if (state !== "enabled") return chip(translate(`engines.states.${state}`));
    if (ready) return chip(translate("engines.ready"), "good");
    const word = readiness === "not configured" ? "notConfigured" : "unwell";
    return chip(translate(`engines.${word}`), word === "unwell" ? "bad" : null);
  }

  #state({ name, title, state }) {
    const label = translate("engines.stateOf", { name: engineTitle({ name, title }) });
    const choices = states.map((each) => [each, translate(`engines.states.${each}`)]);
    const choice = filter(label, choices, (state) => this.#change(name, { state }));
    choice.value = state;
    return choice;
  }

  #slots({ name, title, slots }) {
    const choices = [...new Set([...places, slots])].sort((a, b) => a - b).map((count) => [
      String(count),
      translate("engines.slots", { count }),
    ]);
    const label = translate("engines.slotsOf", { name: engineTitle({ name, title }) });
    const choice = filter(label, choices, (count) => this.#change(name, { slots: Number(count) }));
    choice.value = String(slots);
    return choice;
  }

  /** Takes back what was said of whether it goes before others. */
  #unrank({ name, title }, ranks) {
    const preference = Object.fromEntries(ranks.map(([kind]) => [kind, null]));
    const label = translate("engines.unrankOf", { name: engineTitle({ name, title }) });
    return smallButton(translate("engines.unrank"), () => this.#change(name, { preference }), { name: label });
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
    const rows = faults.map(({ file, path, remark }) => panelRow({
      icon: "warning",
      title: file,
      text: translate("engines.fault", { path, reason: mistake(remark) }),
    }));
    return panel({ title: translate("engines.faults"), text: translate("engines.faultsText"), tone: "danger" }, ...rows);
  }
}

customElements.define("engine-list", EngineList);
