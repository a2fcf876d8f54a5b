import { moment, number, size, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { clause, inLine, logged } from "../interface/messages/logged.js";
import { notify } from "../interface/messages/notices.js";
import { mirrorName } from "../interface/mirror-name.js";
import { chip, panel, panelRow, smallButton } from "../interface/lists/panels.js";
import * as api from "./admin-api.js";

/** What the last check of all media found, and the way to begin one. */
class MediaCheck extends LiveElement {
  #rows = null;

  enter() {
    this.#rows = el("div", { class: "rows" });
    const action = smallButton(translate("storage.check.begin"), () => this.#begin(), { drawing: "check" });
    const head = { title: translate("storage.check.title"), text: translate("storage.check.text"), action };
    this.replaceChildren(panel(head, this.#rows));
    this.#load();
  }

  #load() {
    return loadInto(this, this.#rows, async () => this.#show((await api.storage()).verification));
  }

  async #begin() {
    this.#show(await api.verify());
    notify(translate("storage.check.begun"));
  }

  #show(check) {
    if (!check) {
      this.#rows.replaceChildren(el("p", { class: "hint padded" }, translate("storage.check.none")));
      return;
    }
    const silent = check.silent_mirrors.map(({ mirror, reason }) => panelRow({
      icon: "globe",
      title: translate("storage.check.silent", { mirror: mirrorName(mirror) }),
      text: logged(reason),
    }));
    this.#rows.replaceChildren(this.#summary(check), ...silent, ...check.faults.map((fault) => this.#fault(fault)));
    const hidden = check.damaged + check.missing + check.stray - check.faults.length;
    if (hidden > 0) {
      this.#rows.append(el("p", { class: "hint padded" }, translate("storage.check.more", { count: hidden })));
    }
  }

  #summary(check) {
    const isRunning = check.status === "running";
    const facts = [
      translate("storage.check.files", { count: check.files, size: size(check.bytes) }),
      check.copies > 0 && translate("storage.check.copies", { count: check.copies }),
      check.healed > 0 && translate("storage.check.healed", { count: check.healed }),
      check.stray > 0 && translate("storage.check.stray", { count: check.stray }),
      clause(check.last_error),
    ];
    return panelRow({
      icon: "shield",
      title: moment(isRunning ? check.started_at : check.finished_at),
      note: this.#standing(check),
      text: inLine(facts),
      actions: isRunning ? [smallButton(translate("storage.reload"), () => this.#load(), { drawing: "retry" })] : [],
    });
  }

  #standing({ status, progress, lost }) {
    if (lost > 0) return chip(translate("storage.check.lost", { count: lost }), "bad");
    if (status === "failed") return chip(translate("storage.check.failed"), "bad");
    if (status === "running") {
      return chip(translate("storage.check.running", { percent: number(Math.floor(progress * 100)) }), "wait");
    }
    return chip(translate("storage.check.whole"), "good");
  }

  #fault({ sha256, place, kind, remedy }) {
    const where = mirrorName(place);
    return panelRow({
      icon: place === "disk" ? "archive" : "globe",
      title: el("code", {}, sha256.slice(0, 16)),
      note: chip(translate(`storage.check.remedies.${remedy ?? (kind === "stray" ? "left" : "none")}`), remedy ? "good" : kind === "stray" ? null : "bad"),
      text: `${translate(`storage.check.kinds.${kind}`)} · ${where}`,
    });
  }
}

customElements.define("media-check", MediaCheck);
