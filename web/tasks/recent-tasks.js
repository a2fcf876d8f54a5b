import { translate } from "../i18n.js";
import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { isVoicePreview } from "./preview-lines.js";
import { tasks } from "./tasks.js";

/** The last tasks, those under way first. */
class RecentTasks extends LiveElement {
  enter() {
    this.replaceChildren(el("h2", {}, translate("recent.title")), el("div", { class: "cards" }));
    this.listen(tasks, "change", () => this.#show());
    if (tasks.isLoaded) this.#show();
    tasks.load().catch((error) => notify(inShort(error), "problem"));
  }

  #show() {
    const recent = tasks.all.filter((task) => !isVoicePreview(task)).slice(0, 8);
    const cards = recent.map((task) => el("task-card", { "data-id": task.id }));
    const data = { icon: "spark", title: translate("recent.empty"), text: translate("recent.emptyText") };
    this.querySelector(".cards").replaceChildren(...(cards.length > 0 ? cards : [el("empty-state", { data })]));
  }
}

customElements.define("recent-tasks", RecentTasks);
