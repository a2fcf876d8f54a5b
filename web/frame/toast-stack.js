import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton } from "../interface/markup.js";
import { notices } from "../interface/messages/notices.js";

const shownFor = 6000;
/** Long enough to read, to decide and to get there. */
const shownForDecision = 20_000;

/** Short messages in a corner. Problems stay until they are closed. Announcements are heard and not seen. */
class ToastStack extends LiveElement {
  #voice = null;
  #stack = null;

  enter() {
    this.#voice = el("p", { class: "visually-hidden", "aria-live": "polite" });
    this.#stack = el("div", { class: "stack", role: "status" });
    this.replaceChildren(this.#voice, this.#stack);
    this.listen(notices, "notice", ({ detail }) => this.#add(detail));
    this.listen(notices, "announcement", ({ detail }) => {
      this.#voice.textContent = detail;
    });
  }

  #add({ text, tone, action }) {
    const close = iconButton("cross", translate("frame.dismiss"), { onclick: () => toast.remove() });
    const toast = el(
      "div",
      { class: "toast", "data-tone": tone },
      icon(tone === "done" ? "check" : "warning"),
      el("p", {}, text),
      action && this.#button(action, () => toast.remove()),
      close,
    );
    this.#stack.append(toast);
    if (tone === "done") setTimeout(() => toast.remove(), action ? shownForDecision : shownFor);
  }

  #button({ label, act }, remove) {
    const button = el("button", { type: "button", class: "link" }, label);
    button.onclick = () => {
      remove();
      act();
    };
    return button;
  }
}

customElements.define("toast-stack", ToastStack);
