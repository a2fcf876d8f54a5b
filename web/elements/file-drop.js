import { draft } from "../draft.js";
import { explain } from "../failures.js";
import { el, icon, iconButton, newId } from "../markup.js";
import { accepted, thumbnail } from "../media.js";
import { session } from "../session.js";
import { giveUp, interrupted } from "../upload.js";
import { clock, percent, say, size } from "../words.js";
import { LiveElement } from "./live-element.js";

/**
 * One of the two places of the studio; `kind` is `image` or `video`. A file is dropped, chosen, pasted (the page sees
 * to that) or taken from earlier uploads. Tells `chosen` with `{files, kind}`.
 */
class FileDrop extends LiveElement {
  #kind = null;
  #well = null;
  #refusal = null;
  #shape = null;

  enter() {
    this.#kind = this.getAttribute("kind");
    this.#shape = null;
    const id = newId("place");
    this.#well = el("div", { class: "well" });
    this.#refusal = el("div", { class: "refusal", role: "alert" });
    const earlier = el("button", { type: "button", class: "link", onclick: () => this.#pick() }, say("drop.earlier"));
    const head = el("header", { class: "head" }, el("h2", { id }, say(`drop.${this.#kind}.title`)), earlier);
    this.replaceChildren(el("section", { "aria-labelledby": id }, head, this.#well, this.#refusal));
    this.#acceptDrops();
    this.listen(draft, "change", () => this.#show());
    this.#show();
  }

  #acceptDrops() {
    let depth = 0; // enter and leave fire for every child
    const light = (isOver) => this.toggleAttribute("data-over", isOver);
    this.listen(this.#well, "dragenter", () => light(++depth > 0));
    this.listen(this.#well, "dragleave", () => light(--depth > 0));
    this.listen(this.#well, "drop", (event) => {
      event.preventDefault();
      event.stopPropagation();
      depth = 0;
      light(false);
      this.tell("chosen", { files: event.dataTransfer.files, kind: this.#kind });
    });
  }

  /** Rebuilds when something else is to be seen; ticks of progress only move the bar. */
  #show() {
    const upload = draft.uploads[this.#kind];
    const file = draft.files[this.#kind];
    const state = file ? "done" : (upload?.state ?? "empty");
    const shape = [state, file?.id, upload?.memory].join(" ");
    if (shape !== this.#shape) this.#rebuild(state, upload, file);
    this.#shape = shape;
    if (upload && !file) this.#move(upload);
    this.#complain(upload);
  }

  #rebuild(state, upload, file) {
    const hadFocus = this.#well.contains(document.activeElement);
    this.dataset.state = state;
    if (state === "empty") this.#well.replaceChildren(this.#invitation());
    else if (file) this.#well.replaceChildren(this.#preview(file), this.#caption(file));
    else this.#well.replaceChildren(this.#preview(null), this.#passage(state, upload));
    if (hadFocus) this.#well.querySelector("input, button")?.focus();
  }

  #invitation() {
    const kind = this.#kind;
    const input = el("input", { type: "file", class: "visually-hidden", accept: accepted[kind], name: kind });
    input.onchange = () => this.tell("chosen", { files: input.files, kind });
    const [rest] = interrupted(kind, session.user.id);
    return el(
      "div",
      { class: "invitation" },
      el(
        "label",
        {},
        input,
        el("span", { class: "lamp" }, icon(kind === "image" ? "picture" : "clip")),
        el("b", {}, say(`drop.${kind}.invite`)),
        el("span", { class: "hint" }, say(`drop.${kind}.hint`)),
        el("span", { class: "formats" }, say(`drop.${kind}.formats`)),
      ),
      rest && this.#rest(rest),
    );
  }

  /** An upload that a reload cut short: the browser may not open the file again by itself. */
  #rest(rest) {
    const text = say("drop.interrupted", { name: rest.name, percent: percent(rest.sent / rest.size) });
    const forget = iconButton("cross", say("drop.forget", { name: rest.name }), {
      onclick: async () => {
        note.remove();
        await giveUp(rest);
      },
    });
    const note = el("div", { class: "rest" }, icon("retry"), el("p", {}, text), forget);
    return note;
  }

  #preview(file) {
    const local = draft.preview(this.#kind);
    const shown = this.#well.querySelector(".preview");
    if (shown && local && shown.src === local) return this.#settle(shown, file);
    if (this.#kind === "image") return el(
      "img",
      { class: "preview", src: local ?? thumbnail(file.thumbnail_url, 480), alt: "" },
    );
    const clip = el(
      "video",
      {
        class: "preview",
        src: local ?? file.url,
        poster: file && thumbnail(file.thumbnail_url, 480),
        preload: "metadata",
        "aria-label": say("drop.video.preview"),
      },
    );
    Object.assign(clip, { muted: true, playsInline: true, loop: true });
    return this.#settle(clip, file);
  }

  /** A clip can be played once it has arrived. One preview stays in place throughout, without a flicker. */
  #settle(preview, file) {
    if (this.#kind === "video") preview.controls = Boolean(file);
    return preview;
  }

  #caption(file) {
    const remove = iconButton(
      "cross",
      say("drop.remove", { name: file.title }),
      { onclick: () => draft.clear(this.#kind) },
    );
    const facts = [
      file.video && `${file.video.width} × ${file.video.height}`,
      file.duration_ms && clock(file.duration_ms),
      size(file.size_bytes ?? file.size ?? 0),
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
      remove,
    );
  }

  #passage(state, upload) {
    const pause = iconButton("pause", say("drop.pause"), { onclick: () => upload.pause() });
    const resume = iconButton("play", say("drop.resume"), { onclick: () => upload.start() });
    const retry = iconButton("retry", say("drop.retry"), { onclick: () => upload.start() });
    const cancel = iconButton(
      "cross",
      say("drop.cancel", { name: upload.name }),
      { onclick: () => draft.clear(this.#kind) },
    );
    const first = { sending: pause, paused: resume, failed: upload.error?.code === "NETWORK" && retry }[state];
    return el(
      "div",
      { class: "caption" },
      el("div", { class: "text" }, el("b", { title: upload.name }, upload.name), el("span", { class: "passage" })),
      first,
      cancel,
      el("progress", { max: "1", value: "0", "aria-label": say("drop.progress", { name: upload.name }) }),
    );
  }

  #move(upload) {
    const done = upload.sent / upload.size;
    const bar = this.#well.querySelector("progress");
    bar.value = done;
    const words = { percent: percent(done), sent: size(upload.sent), size: size(upload.size) };
    this.#well.querySelector(".passage").textContent = say(`drop.states.${upload.state}`, words);
  }

  #complain(upload) {
    const error = draft.refusals[this.#kind] ?? (upload?.state === "failed" ? upload.error : null);
    this.toggleAttribute("data-refused", Boolean(error));
    const failure = error && explain(error);
    if (this.#refusal.firstChild?.dataset.failure === failure?.code) return;
    const data = failure && { failure: failure.code, title: failure.title, text: failure.advice };
    this.#refusal.replaceChildren(...(data ? [el("failure-note", { data })] : []));
  }

  async #pick() {
    const file = await el("file-picker", { kind: this.#kind }).choose();
    if (file) draft.reuse(file);
  }
}

customElements.define("file-drop", FileDrop);
