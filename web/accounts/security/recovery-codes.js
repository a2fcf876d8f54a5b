import { translate } from "../../i18n.js";
import { LiveElement } from "../../interface/live-element.js";
import { el, icon } from "../../interface/markup.js";
import { session } from "../../session.js";

/** Codes that each let the user in once; `codes` is set before it enters. */
class RecoveryCodes extends LiveElement {
  codes = [];
  #file = null;

  enter() {
    const heading = translate("factor.fileHeading", { email: session.user.email || session.user.name });
    const text = `${heading}\n\n${this.codes.join("\n")}\n`;
    this.#file = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const look = { class: "button", "data-look": "quiet", "data-size": "small" };
    const save = el(
      "a",
      { ...look, href: this.#file, download: "greenroom-recovery-codes.txt" },
      icon("download"),
      translate("factor.download"),
    );
    const list = el("ol", { class: "codes" }, this.codes.map((code) => el("li", {}, el("code", {}, code))));
    const copy = el("copy-button", { data: { text: this.codes.join("\n") } });
    this.replaceChildren(list, el("div", { class: "ways" }, copy, save));
  }

  leave() {
    URL.revokeObjectURL(this.#file);
  }
}

customElements.define("recovery-codes", RecoveryCodes);
