import * as api from "../api.js";
import { fullMoment, number, percent, size, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { oneAtATime } from "../interface/one-at-a-time.js";
import { el, icon, picture } from "../interface/markup.js";
import { creditCount, minutes } from "../money/amounts.js";
import { tasks } from "../tasks/tasks.js";
import { thumbnail } from "../uploads/media.js";

/** What somebody has, what is being made for them, and what they used. */
class DashboardPage extends LiveElement {
  #place = null;

  enter() {
    this.#place = el("div", { class: "parts" });
    const lead = el("p", { class: "lead" }, translate("dashboard.text"));
    const title = el("header", { class: "page-title" }, el("h1", {}, translate("dashboard.title")), lead);
    this.replaceChildren(title, this.#place);
    this.#place.replaceChildren(el("div", { class: "ghost" }));
    // Not whenever a task is heard of: the page lists them itself.
    this.listen(tasks, "turn", () => this.#load());
    this.#load();
  }

  #load = oneAtATime(() => {
    return loadInto(this, this.#place, async () => {
      const known = tasks.load(100).catch(() => {}); // the cards of tasks look there
      const [overview] = await Promise.all([api.dashboard(), known]);
      this.#show(overview);
    });
  });

  #show(overview) {
    const { counts, minutes: period, credits, storage, last_videos: videos, running_tasks: running, days } = overview;
    const meters = [period && this.#minutes(period), credits && this.#credits(credits), this.#storage(storage)];
    const parts = [
      this.#counts(counts),
      el("div", { class: "meters" }, meters.filter(Boolean)),
      this.#chart(days),
      this.#running(running),
      this.#videos(videos),
    ];
    this.#place.replaceChildren(...parts.filter(Boolean));
  }

  #counts({ videos, files, avatars, voices, tasks: byStatus }) {
    const tiles = [
      ["library", "/library", "dashboard.videos", videos],
      ["uploads", "/uploads", "dashboard.files", files],
      ["picture", "/avatars", "dashboard.avatars", avatars],
      ["voices", "/voices/mine", "dashboard.voices", voices],
      ["clock", "/studio", "dashboard.running", byStatus.running + byStatus.queued],
    ];
    const list = tiles.map(([drawing, href, words, count]) => {
      const face = [icon(drawing), el("b", {}, number(count)), el("span", {}, translate(words, { count }))];
      return el("li", {}, el("a", { href, class: "tile" }, face));
    });
    return el("ul", { class: "counts" }, list);
  }

  #meter(title, text, value, most, note) {
    const share = Math.min(1, most > 0 ? value / most : 0);
    const label = { max: "1", value: String(share), "aria-label": `${title}: ${percent(share)}` };
    return el(
      "section",
      { class: "meter" },
      el("h2", {}, title),
      el("p", { class: "figure" }, text),
      most > 0 && el("progress", label),
      note && el("p", { class: "hint" }, note),
    );
  }

  #minutes({ included_ms: included, used_ms: used, held_ms: held, left_ms: left, ends_at: end }) {
    const text = translate("money.left", { left: minutes(left), included: minutes(included) });
    const until = translate("money.until", { time: fullMoment(end) });
    return this.#meter(translate("money.minutes"), text, used + held, included, until);
  }

  #credits({ available, held }) {
    const note = held > 0 ? translate("money.held", { count: held }) : null;
    return this.#meter(translate("money.balance"), creditCount(available), 0, 0, note);
  }

  #storage({ used_bytes: used, trash_bytes: trash, quota_bytes: quota }) {
    const text = translate("dashboard.used", { used: size(used), quota: size(quota) });
    const note = trash > 0 ? translate("dashboard.trash", { size: size(trash) }) : null;
    return this.#meter(translate("dashboard.storage"), text, used, quota, note);
  }

  #chart(days) {
    const values = days.map(({ date, made_ms: made }) => ({ date, value: made, label: minutes(made) }));
    const chart = Object.assign(el("day-chart"), {
      title: translate("dashboard.chart"),
      unit: translate("dashboard.made"),
      days: values,
    });
    return el("section", { class: "card" }, chart);
  }

  #running(running) {
    const cards = running.filter(({ id }) => tasks.get(id)).map(({ id }) => el("task-card", { "data-id": id }));
    if (!cards.length) return null;
    return el("section", {}, el("h2", {}, translate("dashboard.now")), el("div", { class: "cards" }, cards));
  }

  #videos(videos) {
    const links = videos.map(({ id, title, thumbnail_url: image }) => {
      const face = image ? picture(thumbnail(image, 360), { loading: "lazy" }) : icon("clip");
      const thumb = el("span", { class: "thumb" }, face);
      return el("li", {}, el("a", { href: `/library/${id}` }, thumb, el("b", {}, title)));
    });
    const start = el("a", { class: "button", href: "/studio" }, icon("studio"), translate("library.start"));
    const [title, text] = [translate("library.empty"), translate("library.emptyText")];
    const data = { icon: "library", level: "h3", title, text };
    const content = links.length ? el("ul", { class: "latest" }, links) : el("empty-state", { data }, start);
    return el("section", {}, el("h2", {}, translate("dashboard.latest")), content);
  }
}

customElements.define("dashboard-page", DashboardPage);
