/** One scene of a film that is put together: who speaks, what is said, and how it joins the scenes beside it. */

import * as api from "../api.js";
import { PresenterDraft } from "./presenter-draft.js";

const first = { pause: "0", transition: "cut" };
/** What of it is kept. */
const kept = ["speaker", "avatar", "speech", "script", "voice", ...Object.keys(first)];

export class SceneDraft extends PresenterDraft {
  constructor() {
    super(null, first);
  }

  /** A new one with the same speaker and voice. */
  follower() {
    const next = new SceneDraft();
    const { speaker, avatar, voice } = this.settings;
    Object.assign(next.settings, { speaker, avatar, voice });
    for (const place of ["image", "video"]) next.files[place] = this.files[place];
    return next;
  }

  get part() {
    const { pause, transition } = this.settings;
    return { ...this.figure, pause_ms: Number(pause), transition };
  }

  get memory() {
    const settings = Object.fromEntries(kept.map((name) => [name, this.settings[name]]));
    const files = Object.entries(this.files).filter(([, file]) => file).map(([place, file]) => [place, file.id]);
    return { settings, files: Object.fromEntries(files) };
  }

  /** @param memory as `memory` gave it; files that are gone since are left out. */
  static async from({ settings, files }) {
    const scene = new SceneDraft();
    for (const name of kept) if (settings?.[name] !== undefined) scene.settings[name] = settings[name];
    const find = async ([place, id]) => {
      if (Object.hasOwn(scene.places, place)) scene.files[place] = await api.file(id).catch(() => null);
    };
    await Promise.all(Object.entries(files ?? {}).map(find));
    return scene;
  }
}
