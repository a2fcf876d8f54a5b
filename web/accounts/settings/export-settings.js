import { address } from "../../api.js";
import { moment, size, translate } from "../../i18n.js";
import { inShort } from "../../interface/messages/failures.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { notify } from "../../interface/messages/notices.js";
import { chip, panelRow, panel, smallButton } from "../../interface/lists/panels.js";
import { session } from "../../session.js";
import * as api from "../account-api.js";

const pause = 2000;

/** Everything of the account as one archive. The browser remembers which one was asked for. */
class ExportSettings extends LiveElement {
  #timer = null;
  #state = null;

  enter() {
    this.#show();
    const id = localStorage.getItem(this.#memory);
    if (id) this.#ask(() => api.exportState(id));
  }

  leave() {
    clearTimeout(this.#timer);
  }

  get #memory() {
    return `greenroom.export.${session.user.id}`;
  }

  /** An export that the server does not know any more is forgotten. */
  async #ask(request, isNew = false) {
    try {
      this.#state = await request();
      localStorage.setItem(this.#memory, this.#state.id);
    } catch (error) {
      if (error.status === 404) localStorage.removeItem(this.#memory);
      if (isNew || error.status !== 404) notify(inShort(error), "problem");
    }
    if (!this.isConnected) return;
    this.#show();
    clearTimeout(this.#timer);
    if (this.#isUnderWay) this.#timer = setTimeout(() => this.#ask(() => api.exportState(this.#state.id)), pause);
  }

  get #isUnderWay() {
    return ["queued", "running"].includes(this.#state?.status);
  }

  #show() {
    const begin = () => this.#ask(api.beginExport, true);
    const action = !this.#isUnderWay && smallButton(translate("export.begin"), begin, { drawing: "archive" });
    const state = this.#state && this.#panelRow(this.#state);
    this.replaceChildren(panel({ title: translate("export.title"), text: translate("export.text"), action }, state));
  }

  #panelRow({ status, created_at: asked, expires_at: expires, size_bytes: bytes, url }) {
    const isReady = status === "ready" && url;
    const isOver = isReady && new Date(expires) <= new Date();
    const words = isOver ? "over" : status;
    const note = chip(
      translate(`export.statuses.${words}`),
      { ready: "good", failed: "bad", over: null }[words] ?? "wait",
    );
    const facts = [
      translate("export.asked", { time: moment(asked) }),
      bytes && size(bytes),
      isReady && !isOver && expires && translate("export.until", { time: moment(expires) }),
    ];
    const look = { class: "button", "data-size": "small", download: true };
    const href = isReady && new URL(url, address("/")).href;
    const get = isReady && !isOver && el("a", { ...look, href }, icon("download"), translate("result.download"));
    const wait = this.#isUnderWay && el("span", { class: "spinner" });
    const title = translate("export.archive");
    return panelRow({ icon: "archive", title, note, text: facts.filter(Boolean).join(" · "), actions: [wait, get] });
  }
}

customElements.define("export-settings", ExportSettings);
