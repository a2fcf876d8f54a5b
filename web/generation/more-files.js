import { translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, picture } from "../interface/markup.js";
import { accepted, thumbnail } from "../uploads/media.js";
import { studioDraft as draft } from "./studio-draft.js";

/**
 * Further pictures or clips (`kind`) beside the one in the place: each picture is animated with each clip. Tells `chosen`
 * with the files of this machine that were added, for the page to upload.
 */
class MoreFiles extends LiveElement {
  #kind = null;
  #shape = null;

  enter() {
    this.#kind = this.getAttribute("kind");
    this.#shape = null;
    this.listen(draft, "change", () => this.#show());
    this.#show();
  }

  #show() {
    const files = draft.more[this.#kind];
    const isOpen = Boolean(draft.files[this.#kind]);
    const shape = JSON.stringify([isOpen, draft.canGrow, files.map(({ id }) => id)]);
    if (shape === this.#shape) return;
    this.#shape = shape;
    const hadFocus = this.contains(document.activeElement);
    this.hidden = !isOpen;
    const rows = files.map((file) => this.#row(file));
    this.replaceChildren(
      ...[rows.length > 0 && el("ul", { class: "rows" }, rows), draft.canGrow && this.#adding()].filter(Boolean),
    );
    if (hadFocus) this.querySelector("input, button")?.focus();
  }

  #row(file) {
    const remove = iconButton("cross", translate("drop.remove", { name: file.title }));
    remove.onclick = () => draft.removeMore(this.#kind, file.id);
    const thumb = file.thumbnail_url ? picture(thumbnail(file.thumbnail_url, 64)) : icon("clip");
    return el("li", {}, el("span", { class: "thumb" }, thumb), el("span", { class: "name" }, file.title), remove);
  }

  #adding() {
    const kind = this.#kind;
    const input = el("input", { type: "file", class: "visually-hidden", multiple: true, accept: accepted[kind] });
    input.onchange = () => {
      this.dispatchEvent(new CustomEvent("more", { detail: { files: [...input.files], kind }, bubbles: true }));
      input.value = "";
    };
    const earlier = el("button", { type: "button", class: "link" }, translate("drop.earlier"));
    earlier.setAttribute("aria-label", translate("drop.earlierOf", { place: translate(`studio.more.${kind}`) }));
    earlier.onclick = async () => {
      const file = await el("file-picker", { kind }).ask();
      if (file) draft.addMore(file);
    };
    return el(
      "div",
      { class: "adding" },
      el("label", { class: "link" }, input, icon("add"), translate(`studio.more.${kind}`)),
      earlier,
    );
  }
}

customElements.define("more-files", MoreFiles);
