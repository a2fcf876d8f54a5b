import { DropMenu } from "./drop-menu.js";
import { el, icon } from "../markup.js";

/** What else can be done with the thing beside it. `label` and `actions` are set before it enters. */
class ActionMenu extends DropMenu {
  label = "";
  /** `[{icon, label, act, isGrave?}]` */
  actions = [];

  enter() {
    const items = this.actions.map(({ icon: drawing, label, act, isGrave }) => {
      const button = el("button", { type: "button", class: "item", "data-grave": isGrave }, icon(drawing), label);
      button.onclick = () => {
        this.toggle(false);
        this.querySelector("button").focus();
        act();
      };
      return button;
    });
    this.build({ class: "icon-button", "aria-label": this.label, title: this.label }, icon("more"), ...items);
  }
}

customElements.define("action-menu", ActionMenu);

export function actionMenu(label, actions) {
  return Object.assign(el("action-menu"), { label, actions: actions.filter(Boolean) });
}
