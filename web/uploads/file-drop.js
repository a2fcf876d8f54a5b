import { clock, percent, size, translate } from "../i18n.js";
import { explain } from "../interface/messages/failures.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, newId } from "../interface/markup.js";
import { session } from "../session.js";
import { askCut } from "./cut-dialog.js";
import { accepted } from "./media.js";
import { previewOf } from "./previews.js";
import { Recording } from "./recording.js";
import { giveUp, interrupted } from "./upload.js";

/**
 * One place of a draft; `place` names it, `kind` is what belongs there, `draft` is set before it enters. A file is
 * dropped, chosen, pasted (the page sees to that), taken from earlier uploads, or recorded where it is a sound and with
 * `camera`. With `bare` it has no heading, with `cuts` a piece can be chosen; `words` names other words than the place's.
 * Tells `chosen` with `{files, place}`.
 */
class FileDrop extends LiveElement {
  draft = null;
  #place = null;
  #kind = null;
  #area = null;
  #refusal = null;
  #shape = null;

  enter() {
    this.#place = this.getAttribute("place");
    this.#kind = this.getAttribute("kind");
    this.#shape = null;
    const id = newId("place");
    this.#area = el("div", { class: "drop-area" });
    this.#refusal = el("div", { class: "refusal", role: "alert" });
    const named = translate("drop.earlierOf", { place: this.#word("title") });
    const earlier = el(
      "button",
      { type: "button", class: "link", "aria-label": named, onclick: () => this.#pick() },
      translate("drop.earlier"),
    );
    const heading = el("h2", { id, class: this.hasAttribute("bare") && "visually-hidden" }, this.#word("title"));
    const head = el("header", { class: "head" }, heading, earlier);
    this.replaceChildren(el("section", { "aria-labelledby": id }, head, this.#area, this.#refusal));
    this.#acceptDrops();
    this.listen(this, "recorded", ({ detail }) => this.tell("chosen", { files: [detail], place: this.#place }));
    this.listen(this, "abandoned", () => this.#rebuild("empty"));
    this.listen(this.draft, "change", () => this.#show());
    this.#show();
  }

  #word(word) {
    return translate(`drop.${this.getAttribute("words") ?? this.#place}.${word}`);
  }

  #acceptDrops() {
    let depth = 0; // enter and leave fire for every child
    const light = (isOver) => this.toggleAttribute("data-over", isOver);
    this.listen(this.#area, "dragenter", () => light(++depth > 0));
    this.listen(this.#area, "dragleave", () => light(--depth > 0));
    this.listen(this.#area, "drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      light(false);
      this.tell("chosen", { files: event.dataTransfer.files, place: this.#place });
    });
  }

  /** Rebuilds when something else is to be seen; ticks of progress only move the bar. */
  #show() {
    const upload = this.draft.uploads[this.#place];
    const file = this.draft.files[this.#place];
    const state = file ? "done" : (upload?.state ?? "empty");
    const shape = [state, file?.id, upload?.memory].join(" ");
    if (shape !== this.#shape) this.#rebuild(state, upload, file);
    this.#shape = shape;
    if (upload && !file) this.#move(upload);
    this.#complain(upload);
  }

  #rebuild(state, upload, file) {
    const hadFocus = this.#area.contains(document.activeElement);
    this.dataset.state = state;
    if (state === "empty") this.#area.replaceChildren(this.#invitation());
    else if (file) this.#area.replaceChildren(this.#preview(file), this.#caption(file));
    else this.#area.replaceChildren(this.#preview(null), this.#passage(state, upload));
    if (hadFocus) this.#area.querySelector("input, button")?.focus();
  }

  #invitation() {
    const kind = this.#kind;
    const input = el("input", { type: "file", class: "visually-hidden", accept: accepted[kind], name: this.#place });
    input.onchange = () => this.tell("chosen", { files: input.files, place: this.#place });
    const [rest] = interrupted(kind, session.user.id);
    const drawing = { image: "picture", video: "clip", audio: "sound" }[kind];
    return el(
      "div",
      { class: "invitation" },
      el(
        "label",
        {},
        input,
        el("span", { class: "emblem" }, icon(drawing)),
        el("b", { class: "by-mouse" }, this.#word("invite")),
        el("span", { class: "hint by-mouse" }, this.#word("hint")),
        el("b", { class: "by-touch" }, this.#word("tap")),
        el("span", { class: "formats" }, translate(`drop.formats.${kind}`)),
      ),
      (kind === "audio" || this.hasAttribute("camera")) && Recording.isPossible && this.#recorder(),
      rest && this.#rest(rest),
    );
  }

  #recorder() {
    const films = this.hasAttribute("camera");
    const word = films ? "recorder.camera.open" : "recorder.open";
    const named = translate(films ? "recorder.camera.openOf" : "recorder.openOf", { place: this.#word("title") });
    const open = el(
      "button",
      { type: "button", class: "button record", "data-look": "quiet", "aria-label": named },
      icon("record"),
      translate(word),
    );
    open.onclick = () => {
      const recorder = el("sound-recorder", { "data-name": this.#place, camera: films });
      this.dataset.state = "recording";
      this.#area.replaceChildren(recorder);
      recorder.start();
    };
    return open;
  }

  /** An upload that a reload cut short: the browser may not open the file again by itself. */
  #rest(rest) {
    const text = translate("drop.interrupted", { name: rest.name, percent: percent(rest.sent / rest.size) });
    const forget = iconButton("cross", translate("drop.forget", { name: rest.name }), {
      onclick: async () => {
        note.remove();
        await giveUp(rest);
      },
    });
    const note = el("div", { class: "rest" }, icon("retry"), el("p", {}, text), forget);
    return note;
  }

  /** A clip can be played once it has arrived. One preview stays in place throughout, without a flicker. */
  #preview(file) {
    const local = this.draft.preview(this.#place);
    const shown = this.#area.querySelector(".preview");
    const isSame = shown && local && (shown.src === local || shown.dataset.src === local);
    // Browsers show no HEIC or TIFF; once the file has arrived, the server has a thumbnail of it.
    const isUnseen = this.#kind === "image" && file && isSame && shown.complete && !shown.naturalWidth;
    const preview = isSame && !isUnseen ? shown : previewOf(this.#kind, isUnseen ? null : local, file);
    if (this.#kind === "video") preview.controls = Boolean(file);
    return preview;
  }

  #caption(file) {
    const remove = iconButton("cross", translate("drop.remove", { name: file.title }), {
      onclick: () => this.draft.clear(this.#place),
    });
    const facts = [
      file.video && `${file.video.width} × ${file.video.height}`,
      file.duration_ms && clock(file.duration_ms),
      size(file.size_bytes),
    ];
    return el(
      "div",
      { class: "caption" },
      el("span", { class: "tick" }, icon("check")),
      el(
        "div",
        { class: "text" },
        el("b", { title: file.title }, file.title),
        el("span", {}, facts.filter(Boolean).join(" · ")),
      ),
      this.hasAttribute("cuts") && this.#cutter(file),
      remove,
    );
  }

  #cutter(file) {
    const act = file.kind === "image" ? "crop" : "trim";
    return iconButton(act, translate(`cut.${act}.of`, { name: file.title }), {
      onclick: async () => {
        const piece = await askCut(file);
        if (piece && this.draft.files[this.#place] === file) this.draft.reuse(this.#place, piece);
        this.#area.querySelector(".caption button")?.focus();
      },
    });
  }

  #passage(state, upload) {
    const button = (drawing, word, onclick) => iconButton(drawing, translate(`drop.${word}`), { onclick });
    const first = {
      sending: () => button("pause", "pause", () => upload.pause()),
      paused: () => button("play", "resume", () => upload.start()),
      failed: () => upload.error?.code === "NETWORK" && button("retry", "retry", () => upload.start()),
    }[state]?.();
    const cancel = iconButton("cross", translate("drop.cancel", { name: upload.name }), {
      onclick: () => this.draft.clear(this.#place),
    });
    return el(
      "div",
      { class: "caption" },
      el("div", { class: "text" }, el("b", { title: upload.name }, upload.name), el("span", { class: "passage" })),
      first,
      cancel,
      el("progress", { max: "1", value: "0", "aria-label": translate("drop.progress", { name: upload.name }) }),
    );
  }

  #move(upload) {
    const done = upload.sent / upload.size;
    const bar = this.#area.querySelector("progress");
    bar.value = done;
    const words = { percent: percent(done), sent: size(upload.sent), size: size(upload.size) };
    this.#area.querySelector(".passage").textContent = translate(`drop.states.${upload.state}`, words);
  }

  #complain(upload) {
    const error = this.draft.refusals[this.#place] ?? (upload?.state === "failed" ? upload.error : null);
    this.toggleAttribute("data-refused", Boolean(error));
    const failure = error && explain(error);
    if (this.#refusal.firstChild?.dataset.failure === failure?.code) return;
    const data = failure && { failure: failure.code, title: failure.title, text: failure.advice };
    this.#refusal.replaceChildren(...(data ? [el("failure-note", { data })] : []));
  }

  async #pick() {
    const file = await el("file-picker", { kind: this.#kind }).ask();
    if (file) this.draft.reuse(this.#place, file);
  }
}

customElements.define("file-drop", FileDrop);
