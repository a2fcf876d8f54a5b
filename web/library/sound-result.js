import { translate } from "../i18n.js";
import { downloadLink } from "../interface/controls/download-link.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon } from "../interface/markup.js";
import { pageOf } from "../tasks/task-words.js";
import { titleOf } from "../tasks/task-words.js";
import { tasks } from "../tasks/tasks.js";

/** What a task left that is no video: speech to play, or the way to the avatar or the voice. `task` is set before. */
class SoundResult extends LiveElement {
  task = null;
  #renewed = 0;

  enter() {
    this.listen(this, "stale", () => this.#renew());
    this.#show();
  }

  #show() {
    const { kind, result, inputs } = this.task;
    const sound = result?.url && kind !== "avatar_training" && el(
      "sound-player",
      { data: { src: result.url, length: result.duration_ms ?? 0 } },
    );
    const script = inputs?.script ?? "";
    const words = script.length < 300 ? script : `${script}…`; // the server tells no more of it
    const said = kind === "speech" && script && el("blockquote", {}, words);
    const done = kind !== "speech" && el("p", { class: "lead" }, translate(`task.done.${kind}`));
    const parts = [sound, said, done].filter(Boolean);
    this.replaceChildren(el("div", { class: "card" }, parts), this.#actions());
  }

  #actions() {
    const { id, kind, result } = this.task;
    const page = pageOf(this.task);
    const download = kind === "speech" && result && downloadLink(
      { class: "button", href: result.url, download: `${titleOf(this.task)}.wav` },
      [icon("download"), translate("result.download")],
      async () => (await tasks.find(id)).result.url,
    );
    const on = el(
      "a",
      { class: "button", "data-look": download ? "quiet" : null, href: page.path },
      icon(page.icon),
      translate(`result.next.${kind === "voice_clone" ? "mine" : page.name}`),
    );
    return el("div", { class: "actions" }, download, on);
  }

  /** Signed addresses expire; one fresh set mends that. */
  async #renew() {
    if (Date.now() - this.#renewed < 60_000) return;
    this.#renewed = Date.now();
    this.task = await tasks.find(this.task.id).catch(() => this.task);
    if (this.isConnected) this.#show();
  }
}

customElements.define("sound-result", SoundResult);
