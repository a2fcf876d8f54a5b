import { translate } from "../i18n.js";
import { ModalDialog } from "../interface/dialogs/modal-dialog.js";
import { el, picture } from "../interface/markup.js";
import { thumbnail } from "./media.js";

/** How far an arrow key moves the mark, shares of the picture's sides. */
const step = 0.02;

/**
 * Lets the user point at one of several people. `file` is the picture, `face` where the mark lies at first, or null; both
 * are set before it enters. Answers `{face}`: the place in shares of the sides, or null for whoever the server takes.
 */
class FacePicker extends ModalDialog {
  file = null;
  face = null;
  #place = null;
  #mark = null;

  enter() {
    this.#mark = el("span", { class: "mark" });
    const image = picture(thumbnail(this.file.thumbnail_url, 640));
    this.#place = el("button", { type: "button", class: "place", autofocus: true }, image, this.#mark);
    this.#place.onclick = (event) => event.detail > 0 && this.#point(event);
    this.#place.onkeydown = (event) => this.#move(event);
    const quiet = { type: "button", class: "button", "data-look": "quiet", onclick: () => this.answer({ face: null }) };
    const done = { type: "button", class: "button", onclick: () => this.answer({ face: this.face }) };
    this.open(
      { title: translate("facePicker.title") },
      el(
        "div",
        { class: "body" },
        el("p", { class: "text" }, translate("facePicker.text")),
        this.#place,
        el(
          "div",
          { class: "actions" },
          el("button", quiet, translate("facePicker.anyone")),
          el("button", done, translate("facePicker.done")),
        ),
      ),
    );
    this.#put(this.face ?? { x: 0.5, y: 0.4 });
  }

  #point({ clientX, clientY }) {
    const { left, top, width, height } = this.#place.getBoundingClientRect();
    this.#put({ x: (clientX - left) / width, y: (clientY - top) / height });
  }

  #move(event) {
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (!way) return;
    event.preventDefault();
    this.#put({ x: this.face.x + way[0], y: this.face.y + way[1] });
  }

  #put({ x, y }) {
    const within = (share) => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
    this.face = { x: within(x), y: within(y) };
    this.#mark.style.left = `${100 * this.face.x}%`;
    this.#mark.style.top = `${100 * this.face.y}%`;
    const [across, down] = [this.face.x, this.face.y].map((share) => Math.round(100 * share));
    this.#place.ariaLabel = translate("facePicker.place", { across, down });
  }
}

customElements.define("face-picker", FacePicker);
