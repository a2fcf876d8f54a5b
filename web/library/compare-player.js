import { clock, translate } from "../i18n.js";
import { LiveElement } from "../interface/live-element.js";
import { el, icon, iconButton, newId } from "../interface/markup.js";

/** How far the two may be apart, in seconds, before the source is put right. */
const tolerance = 0.12;

/**
 * The result and the clip it followed, played as one. `data-result` and `data-source` are their addresses,
 * `data-poster` the result's thumbnail, `data-subtitles` a WebVTT file where there is one. With `data-result-name` and
 * `data-source-name` they are two other videos of these names. Tells `stale` when the
 * result's address does not answer any more.
 */
class ComparePlayer extends LiveElement {
  #result = null;
  #source = null;
  #seek = null;
  #clock = null;
  #toggle = null;
  #frame = null;

  enter() {
    const { result, source, poster, subtitles } = this.dataset;
    this.#result = video(result, poster, this.#name("result"));
    if (subtitles) this.#result.append(el("track", { kind: "subtitles", src: subtitles, default: true }));
    this.#source = source ? video(source, null, this.#name("source")) : null;
    this.replaceChildren(this.#screens(), this.#controls());
    this.#hearing("result");
    this.#follow();
  }

  leave() {
    cancelAnimationFrame(this.#frame);
  }

  #name(side) {
    return this.dataset[`${side}Name`] ?? translate(`player.${side}`);
  }

  #screens() {
    const label = () => el("span", { class: "ai-mark" }, icon("spark"), translate("marks.ai"));
    const screens = [screen(this.#result, this.#name("result"), "result", label())];
    const isMade = "sourceName" in this.dataset;
    if (this.#source) screens.unshift(screen(this.#source, this.#name("source"), "source", isMade && label()));
    return el("div", { class: "screens" }, screens);
  }

  #controls() {
    this.#toggle = el("button", { type: "button", class: "icon-button play" });
    this.#seek = el(
      "input",
      { type: "range", min: "0", max: "1", step: "any", value: "0", "aria-label": translate("player.seek") },
    );
    this.#clock = el("span", { class: "clock" });
    const full = el(
      "button",
      { type: "button", class: "icon-button", "aria-label": translate("player.full"), title: translate("player.full") },
      icon("expand"),
    );
    full.onclick = () => this.#fill();
    this.#toggle.onclick = () => this.#setPlaying(this.#result.paused);
    this.#seek.oninput = () => this.#goTo(Number(this.#seek.value) * this.#length);
    for (const screen of [this.#result, this.#source].filter(Boolean)) {
      screen.onclick = () => this.#setPlaying(this.#result.paused);
    }
    this.#showState();
    return el(
      "div",
      { class: "controls", role: "group", "aria-label": translate("player.controls") },
      this.#toggle,
      this.#seek,
      this.#clock,
      this.#soundChoice(),
      this.dataset.subtitles && this.#subtitles(),
      full,
    );
  }

  #subtitles() {
    const [track] = this.#result.textTracks;
    const button = iconButton("subtitles", translate("player.subtitles"), { class: "icon-button subtitles" });
    const show = (isShown) => {
      track.mode = isShown ? "showing" : "hidden";
      button.setAttribute("aria-pressed", String(isShown));
    };
    button.onclick = () => show(track.mode !== "showing");
    show(true);
    return button;
  }

  /** Whose sound is heard. */
  #soundChoice() {
    const name = newId("sound");
    const choices = this.#source ? ["result", "source", "none"] : ["result", "none"];
    const options = choices.map((choice) => {
      const input = el(
        "input",
        { type: "radio", name, value: choice, checked: choice === "result", class: "visually-hidden" },
      );
      input.onchange = () => this.#hearing(choice);
      return el(
        "label",
        {},
        input,
        el("span", {}, choice === "none" ? icon("silent") : "", this.#soundName(choice)),
      );
    });
    return el(
      "fieldset",
      { class: "sound-choice" },
      el("legend", {}, icon("sound"), el("span", { class: "visually-hidden" }, translate("player.sound.label"))),
      options,
    );
  }

  /** Two of one kind are told apart by their side. */
  #soundName(choice) {
    const side = { source: "left", result: "right" }[choice];
    return translate(`player.sound.${("sourceName" in this.dataset && side) || choice}`);
  }

  #hearing(choice) {
    this.#result.muted = choice !== "result";
    if (this.#source) this.#source.muted = choice !== "source";
  }

  get #length() {
    return this.#result.duration || 0;
  }

  /** The result leads; the source does as it does. */
  #follow() {
    const on = (type, handler) => this.listen(this.#result, type, handler);
    on("play", () => this.#start());
    on("pause", () => this.#source?.pause());
    on("waiting", () => this.#source?.pause());
    on("playing", () => this.#start());
    on("seeking", () => this.#align(0));
    on("ended", () => this.#source?.pause());
    on("error", () => this.tell("stale"));
    for (const type of ["play", "pause", "ended", "loadedmetadata", "seeked", "durationchange"]) {
      on(type, () => this.#showState());
    }
  }

  #start() {
    this.#align(0.02);
    this.#source?.play().catch(() => {});
    cancelAnimationFrame(this.#frame);
    this.#tick();
  }

  #tick() {
    this.#align(tolerance);
    this.#showPlace();
    if (!this.#result.paused) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #align(allowed) {
    const source = this.#source;
    if (!source || source.seeking || !source.duration) return;
    const wanted = Math.min(this.#result.currentTime, source.duration);
    if (Math.abs(source.currentTime - wanted) > allowed) source.currentTime = wanted;
  }

  #setPlaying(isPlaying) {
    if (isPlaying) this.#result.play().catch(() => {});
    else this.#result.pause();
  }

  #goTo(seconds) {
    this.#result.currentTime = seconds;
    this.#showPlace();
  }

  #showState() {
    const isPlaying = !this.#result.paused && !this.#result.ended;
    const name = translate(isPlaying ? "player.pause" : "player.play");
    this.#toggle.setAttribute("aria-label", name);
    this.#toggle.title = name;
    this.#toggle.replaceChildren(icon(isPlaying ? "pause" : "play"));
    this.#showPlace();
  }

  #showPlace() {
    const place = this.#result.currentTime;
    const share = this.#length ? place / this.#length : 0;
    this.#clock.textContent = `${clock(place * 1000)} / ${clock(this.#length * 1000)}`;
    this.#seek.value = String(share);
    this.#seek.style.setProperty("--done", String(share));
    this.#seek.setAttribute("aria-valuetext", clock(place * 1000));
  }

  #fill() {
    if (this.#result.requestFullscreen) this.#result.requestFullscreen();
    else this.#result.webkitEnterFullscreen?.(); // iPhones know only this
  }
}

function video(src, poster, label) {
  const screen = el("video", { src, poster, preload: "auto", "aria-label": label });
  screen.playsInline = true;
  return screen;
}

function screen(medium, label, side, mark) {
  const figure = el("figure", { "data-side": side }, medium, mark, el("figcaption", {}, label));
  fitRatio(figure, medium);
  return figure;
}

/** Pictures side by side are equally high when each is as wide as its ratio says. */
export function fitRatio(figure, medium) {
  const fit = () => {
    const ratio = (medium.videoWidth || medium.naturalWidth) / (medium.videoHeight || medium.naturalHeight);
    if (ratio > 0) figure.style.setProperty("--ratio", ratio.toFixed(4));
  };
  medium.onload = fit;
  medium.onloadedmetadata = fit;
  fit();
}

customElements.define("compare-player", ComparePlayer);
