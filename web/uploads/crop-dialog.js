import { translate } from "../i18n.js";
import { el, picture } from "../interface/markup.js";
import { CutDialog } from "./cut-dialog.js";
import { thumbnail } from "./media.js";

/** Shares of a side: the least that is kept, how far a key moves, and how near a corner is the corner. */
const [least, step, reach] = [0.05, 0.02, 0.06];
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/** Keeps a part of a picture: dragged, or moved and sized with the arrow keys. */
class CropDialog extends CutDialog {
  #area = { x: 0.1, y: 0.1, width: 0.8, height: 0.8 };
  #frame = null;
  #stage = null;

  enter() {
    const hint = el("p", { class: "hint", id: "crop-keys" }, translate("cut.crop.keys"));
    this.#frame = el(
      "div",
      {
        class: "frame", tabindex: "0", role: "application", "aria-label": translate("cut.crop.area"),
        "aria-describedby": "crop-keys",
      },
      ["nw", "ne", "sw", "se"].map((corner) => el("span", { class: "corner", "data-at": corner })),
    );
    const image = picture(thumbnail(this.file.thumbnail_url, 640), { draggable: "false" });
    this.#stage = el("div", { class: "stage" }, image, this.#frame);
    this.stage("crop", el("div", { class: "screen" }, this.#stage), hint);
    this.listen(this.#stage, "pointerdown", (event) => this.#grab(event));
    this.listen(this.#frame, "keydown", (event) => this.#key(event));
    this.#show();
  }

  get piece() {
    const { x, y, width, height } = this.#area;
    const share = (value) => Number(value.toFixed(4));
    const [left, top] = [share(x), share(y)];
    return { crop: { x: left, y: top, width: Math.min(share(width), 1 - left), height: Math.min(share(height), 1 - top) } };
  }

  #at(event) {
    const box = this.#stage.getBoundingClientRect();
    return {
      x: within((event.clientX - box.left) / box.width, 0, 1),
      y: within((event.clientY - box.top) / box.height, 0, 1),
    };
  }

  /** A corner is dragged to another place, the inside moves all of it, and outside a new part begins. */
  #grab(event) {
    event.preventDefault();
    this.#frame.focus();
    const start = this.#at(event);
    const before = { ...this.#area };
    const [right, bottom] = [before.x + before.width, before.y + before.height];
    const near = (a, b) => Math.abs(a - b) < reach;
    const isAcross = near(start.x, before.x) || near(start.x, right);
    const isDown = near(start.y, before.y) || near(start.y, bottom);
    const isInside = start.x > before.x && start.x < right && start.y > before.y && start.y < bottom;
    const fixed = isAcross && isDown
      ? { x: near(start.x, before.x) ? right : before.x, y: near(start.y, before.y) ? bottom : before.y }
      : start;
    const move = (moved) => {
      const now = this.#at(moved);
      if (isInside && fixed === start) this.#place({ ...before, x: before.x + now.x - start.x, y: before.y + now.y - start.y });
      else this.#span(fixed, now);
    };
    this.#stage.setPointerCapture(event.pointerId);
    const dragging = new AbortController();
    const { signal } = dragging;
    this.#stage.addEventListener("pointermove", move, { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      this.#stage.addEventListener(end, () => dragging.abort(), { signal });
    }
  }

  #span(one, other) {
    this.#place({
      x: Math.min(one.x, other.x),
      y: Math.min(one.y, other.y),
      width: Math.abs(one.x - other.x),
      height: Math.abs(one.y - other.y),
    });
  }

  #key(event) {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    const { ...area } = this.#area;
    if (event.shiftKey) this.#place({ ...area, width: area.width + x * step, height: area.height + y * step });
    else this.#place({ ...area, x: area.x + x * step, y: area.y + y * step });
  }

  #place({ x, y, width, height }) {
    const area = { width: within(width, least, 1), height: within(height, least, 1) };
    this.#area = { ...area, x: within(x, 0, 1 - area.width), y: within(y, 0, 1 - area.height) };
    this.#show();
  }

  #show() {
    for (const [name, share] of Object.entries(this.#area)) this.#frame.style.setProperty(`--${name}`, String(share));
  }
}

customElements.define("crop-dialog", CropDialog);
