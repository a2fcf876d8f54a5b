import { inShort } from "../interface/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el } from "../interface/markup.js";
import { notify } from "../interface/notices.js";
import { say } from "../interface/words.js";
import { isAudition } from "../models/voice-samples.js";
import { tasks } from "./tasks.js";

/** The last tasks, those under way first. */
class TaskBoard extends LiveElement {
  enter() {
    this.replaceChildren(el("h2", {}, say("board.title")), el("div", { class: "cards" }));
    this.listen(tasks, "change", () => this.#show());
    if (tasks.isLoaded) this.#show();
    tasks.load().catch((error) => notify(inShort(error), "problem"));
  }

  #show() {
    const recent = tasks.all.filter((task) => !isAudition(task)).slice(0, 8);
    const cards = recent.map((task) => el("task-card", { "data-id": task.id }));
    const data = { icon: "spark", title: say("board.empty"), text: say("board.emptyText") };
    this.querySelector(".cards").replaceChildren(...(cards.length > 0 ? cards : [el("empty-state", { data })]));
  }
}

customElements.define("task-board", TaskBoard);
