import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { loadInto } from "../interface/lists/loading.js";
import { el } from "../interface/markup.js";
import { isVoicePreview } from "./preview-lines.js";
import { tasks } from "./tasks.js";

/** The last tasks, newest first. */
class RecentTasks extends LiveElement {
  enter() {
    this.replaceChildren(el("h2", {}, translate("recent.title")), el("div", { class: "cards" }));
    this.listen(tasks, "change", () => this.#show());
    if (tasks.isLoaded) this.#show();
    loadInto(this, this.querySelector(".cards"), () => tasks.load());
  }

  #show() {
    const recent = tasks.all.filter((task) => !isVoicePreview(task)).slice(0, 8);
    const cards = recent.map((task) => el("task-card", { "data-id": task.id }));
    const data = { icon: "spark", title: translate("recent.empty"), text: translate("recent.emptyText") };
    this.querySelector(".cards").replaceChildren(...(cards.length > 0 ? cards : [el("empty-state", { data })]));
  }
}

customElements.define("recent-tasks", RecentTasks);
