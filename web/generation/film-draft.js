/**
 * A film that is put together: its scenes, and how it is shown. The server keeps it as one types, so that it is found
 * again in another browser; when another tab has saved since, `conflict` is true until one of the two is chosen.
 * Fires `change` for everything, and `order` when scenes come, go or move.
 */

import * as api from "../api.js";
import { tasks } from "../tasks/tasks.js";
import { opening } from "../tasks/task-words.js";
import { Draft } from "../uploads/draft.js";
import { SceneDraft } from "./scene-draft.js";

const settings = { format: "landscape", subtitles: "none", mode: "wan-std", title: "", volume: "0.25" };
/** Milliseconds without a change after which it is saved. */
const rest = 800;
/** The same after a save that failed. */
const pause = 10_000;
const most = 50;

class FilmDraft extends Draft {
  name = "film";
  scenes = [];
  /** `loading`, `saved`, `saving`, `unsaved`, `conflict`. */
  state = "loading";
  #version = 0;
  #saved = null;
  #timer = null;

  constructor() {
    super("film", { music: "audio" }, settings);
    this.addEventListener("change", () => this.#heed());
  }

  /** Brings what the server has, unless there is more here. */
  async open() {
    const isArriving = (draft) => Object.keys(draft.places).some((place) => draft.isArriving(place));
    const isBusy = [this, ...this.scenes].some(isArriving);
    if (!isBusy && ["loading", "saved"].includes(this.state)) await this.load();
    else this.dispatchEvent(new Event("order"));
  }

  /** Brings what the server has, whatever is here. */
  async load() {
    const { content, version } = await api.filmDraft();
    const found = content ? JSON.parse(content) : {};
    this.#version = version;
    this.scenes = await Promise.all((found.scenes ?? [{}]).map((memory) => SceneDraft.from(memory)));
    for (const scene of this.scenes) this.#follow(scene);
    Object.assign(this.settings, found.settings);
    this.files.music = found.music ? await api.file(found.music).catch(() => null) : null;
    this.#saved = this.#content;
    this.#become("saved");
    this.dispatchEvent(new Event("order"));
    this.dispatchEvent(new Event("change"));
  }

  /** Whether something was put together that another film would replace. */
  get isBegun() {
    return this.scenes.some(({ settings, files }) => settings.script.trim() || Object.values(files).some(Boolean));
  }

  /** Puts a film that was made in the place of this one. @param order what it was asked for. */
  async take(order) {
    const scenes = await Promise.all(order.scenes.map((part) => SceneDraft.of(part)));
    const subtitles = order.burn_subtitles ? "burned" : order.subtitles ? "beside" : "none";
    for (const scene of scenes) this.#follow(scene);
    const { format, mode, title, music_volume: volume } = order;
    Object.assign(this.settings, { format, mode, subtitles, title: title ?? "" });
    if (["0.12", "0.25", "0.5"].includes(String(volume))) this.settings.volume = String(volume);
    this.files.music = order.music_file_id ? await api.file(order.music_file_id).catch(() => null) : null;
    this.#reorder(scenes);
  }

  get canGrow() {
    return this.scenes.length < most;
  }

  add() {
    const scene = this.scenes.at(-1)?.follower() ?? new SceneDraft();
    this.#follow(scene);
    this.#reorder([...this.scenes, scene]);
    return scene;
  }

  remove(scene) {
    this.#reorder(this.scenes.filter((other) => other !== scene));
  }

  /** @param steps -1 for one place earlier, 1 for one later. */
  move(scene, steps) {
    const from = this.scenes.indexOf(scene);
    const others = this.scenes.filter((other) => other !== scene);
    this.#reorder([...others.slice(0, from + steps), scene, ...others.slice(from + steps)]);
  }

  get isReady() {
    return this.missing === null;
  }

  /** Why the work cannot begin, as a word of `order.film.missing`, or null. */
  get missing() {
    if (this.scenes.length === 0) return "scenes";
    if (this.isArriving("music")) return "arriving";
    return this.scenes.map((scene) => scene.missing).find(Boolean) ?? null;
  }

  get order() {
    const { format, subtitles, mode, title } = this.settings;
    const shown = { subtitles: subtitles === "beside", burn_subtitles: subtitles === "burned" };
    const scenes = this.scenes.map((scene) => scene.part);
    const { music } = this.files;
    const heard = music ? { music_file_id: music.id, music_volume: Number(this.settings.volume) } : {};
    const name = title.trim() || opening(this.scenes[0].settings.script);
    return { path: "/generate/film", body: api.titled({ scenes, format, mode, ...shown, ...heard }, name) };
  }

  /** @returns the page on which to follow the work. */
  async submit(key) {
    const task = await tasks.submit(this.order, key);
    return `/tasks/${task.id}`;
  }

  /** Which place of which scene a refusal is about, or null. */
  blamed({ code, field, scene }) {
    if (scene) {
      const place = this.scenes[scene - 1]?.blamed({ code, field: null });
      return place ? { scene: this.scenes[scene - 1], place } : null;
    }
    if (field?.startsWith("music")) return { scene: this, place: "music" };
    const [, number, rest] = /^scenes\[(\d+)\]\.(.*)$/.exec(field ?? "") ?? [];
    const place = this.scenes[number]?.blamed({ code, field: rest });
    return place ? { scene: this.scenes[number], place } : null;
  }

  refuse(blamed, error) {
    if (typeof blamed === "string") super.refuse(blamed, error);
    else blamed.scene.refuse(blamed.place, error);
  }

  longestSide(mode) {
    return mode === "wan-pro" ? 1280 : 910;
  }

  /** Of the two versions of a conflict, this one counts. */
  async keepMine() {
    this.#version = (await api.filmDraft()).version;
    await this.#save();
  }

  lose(fileId) {
    super.lose(fileId);
    for (const scene of this.scenes) scene.lose(fileId);
  }

  forget() {
    super.forget();
    clearTimeout(this.#timer);
    for (const scene of this.scenes) scene.forget();
    this.scenes = [];
    this.state = "loading";
  }

  /** The server has it: nothing is found in the browser. */
  async restore() {}

  get #content() {
    const scenes = this.scenes.map((scene) => scene.memory);
    return JSON.stringify({ settings: this.settings, music: this.files.music?.id ?? null, scenes });
  }

  #follow(scene) {
    scene.addEventListener("change", () => this.scenes.includes(scene) && this.dispatchEvent(new Event("change")));
  }

  #reorder(scenes) {
    this.scenes = scenes;
    this.dispatchEvent(new Event("order"));
    this.dispatchEvent(new Event("change"));
  }

  #heed(wait = rest) {
    // One save at a time: what changes during it is looked at when it ends.
    if (["loading", "saving", "conflict"].includes(this.state) || this.#content === this.#saved) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#save(), wait);
    if (this.state === "saved") this.#become("unsaved");
  }

  async #save() {
    const content = this.#content;
    let wait = rest;
    clearTimeout(this.#timer);
    this.#become("saving");
    try {
      this.#version = (await api.saveFilmDraft({ content, version: this.#version })).version;
      this.#saved = content;
      this.#become("saved");
    } catch (error) {
      this.#become(error.details?.reason === "draft_changed" ? "conflict" : "unsaved");
      wait = pause;
    }
    this.#heed(wait);
  }

  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}

export const filmDraft = new FilmDraft();
