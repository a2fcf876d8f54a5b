import { translate } from "../i18n.js";
import { field, selectField } from "../interface/controls/form.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/messages/notices.js";
import { panel, smallButton } from "../interface/lists/panels.js";
import { inShort } from "../interface/messages/failures.js";
import * as browser from "./browser-notices.js";
import * as api from "./notice-api.js";

/** Minutes after which a task is worth an email; 0 is none. */
const waits = [0, 1, 5, 15, 60];
const usual = { from: "22:00", until: "07:00" };

/** When somebody is told that a task has ended, besides in the page. */
class NoticeSettings extends LiveElement {
  #choice = null;

  enter() {
    this.replaceChildren(el("div", { class: "ghost" }), el("div", { class: "ghost" }));
    loadInto(this, this, async () => {
      this.#choice = await api.choice();
      this.#show();
    });
  }

  #show() {
    this.replaceChildren(...[this.#mail(), browser.isPossible() && this.#browser()].filter(Boolean));
  }

  #mail() {
    const { email_after_minutes: after } = this.#choice;
    const known = [...new Set([...waits, after ?? 0])].sort((a, b) => a - b);
    const choices = known.map((minutes) => [String(minutes), translate(`notifications.afterChoices.${minutes}`)]);
    const choice = selectField(translate("notifications.after"), { name: "after", value: String(after ?? 0), choices });
    choice.querySelector("select").onchange = ({ target }) => {
      this.#save({ email_after_minutes: Number(target.value) || null });
    };
    const head = { title: translate("notifications.mail"), text: translate("notifications.mailText") };
    return panel(head, el("div", { class: "padded" }, choice), this.#quiet());
  }

  #quiet() {
    const { quiet_hours: quiet } = this.#choice;
    const input = el("input", { type: "checkbox", role: "switch", checked: Boolean(quiet) });
    input.onchange = () => this.#save({ quiet_hours: input.checked ? this.#hours(usual) : null });
    const words = el(
      "span",
      { class: "text" },
      el("b", {}, translate("notifications.quiet")),
      el("span", { class: "hint" }, translate("notifications.quietHint")),
    );
    const times = quiet && el(
      "div",
      { class: "padded pair" },
      this.#time("from", quiet),
      this.#time("until", quiet),
    );
    return el("div", {}, el("label", { class: "switch" }, words, input), times);
  }

  #time(name, quiet) {
    const input = el("input", { type: "time", required: true, value: quiet[name] });
    input.onchange = () => {
      const hours = this.#hours({ ...this.#choice.quiet_hours, [name]: input.value });
      if (hours.from && hours.until && hours.from !== hours.until) this.#save({ quiet_hours: hours });
    };
    return field(translate(`notifications.${name}`), input);
  }

  /** In the time zone in which they were chosen last. */
  #hours({ from, until }) {
    return { from, until, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  }

  #browser() {
    const isOn = browser.isOn();
    const act = isOn ? () => browser.switchOff() : () => browser.switchOn();
    const button = smallButton(translate(isOn ? "notifications.stop" : "notifications.allow"), async () => {
      await act();
      this.#show();
    });
    const text = translate(browser.isForbidden() ? "notifications.forbidden" : "notifications.browserText");
    return panel({ title: translate("notifications.browser"), text, action: !browser.isForbidden() && button });
  }

  async #save(change) {
    try {
      const isPartChanged = change.quiet_hours && this.#choice.quiet_hours;
      this.#choice = await api.choose({ ...this.#choice, ...change });
      notify(translate("notifications.saved"));
      if (!isPartChanged) this.#show();
    } catch (error) {
      notify(inShort(error), "problem");
      this.#show();
    }
  }
}

customElements.define("notice-settings", NoticeSettings);
