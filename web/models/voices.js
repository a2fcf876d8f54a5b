/**
 * Every voice that can speak: those of the house and those the user cloned. A voice is named by what a request names:
 * `espeak:en-us`; a cloned one by `model:` and its id. Fires `change`.
 */

import * as api from "../api.js";
import { currentLanguage } from "../i18n.js";
import { voiceModels } from "./models.js";

const cloned = "model:";
/** Tags of espeak-ng that CLDR knows by another. */
const aliases = { cmn: "zh", "cmn-latn-pinyin": "zh-Latn", nb: "nb", "fr-fr": "fr", yue: "yue" };

class Voices extends EventTarget {
  #house = null;
  #favourites = [];
  #asking = null;

  constructor() {
    super();
    voiceModels.addEventListener("change", () => this.dispatchEvent(new Event("change")));
  }

  /** Those cloned first, then the natural ones that can speak now, then the rest; null until they are loaded. */
  get all() {
    return this.#house && [...voiceModels.ready.map(asVoice), ...this.#house];
  }

  /** Asks once. */
  load() {
    this.#asking ??= Promise.all([api.voices(), api.favouriteVoices(), voiceModels.isLoaded || voiceModels.load()])
      .then(([house, favourites]) => {
        this.#favourites = favourites;
        const rank = ({ quality, installed }) => Number(quality === "natural") + Number(installed);
        this.#house = house.sort((a, b) => rank(b) - rank(a));
        this.dispatchEvent(new Event("change"));
      })
      .catch((error) => {
        this.#asking = null;
        throw error;
      });
    return this.#asking;
  }

  /** For the next user of this browser. */
  forget() {
    this.#house = this.#asking = null;
    this.#favourites = [];
  }

  isFavourite(id) {
    return this.#favourites.includes(id);
  }

  /** Keeps a voice among those that are shown first, or no longer. */
  async mark(id, isFavourite) {
    const others = this.#favourites.filter((other) => other !== id);
    const { voices: kept } = await api.saveFavouriteVoices(isFavourite ? [...others, id] : others);
    this.#favourites = kept;
    this.dispatchEvent(new Event("change"));
  }

  find(id) {
    return this.all?.find((voice) => voice.id === id) ?? null;
  }

  /** What fits the words typed: a name, a tag, or the language as the user, its speakers or English call it. */
  search(text) {
    const wanted = folded(text).split(/\s+/).filter(Boolean);
    const found = this.all.filter((voice) => {
      const known = folded([voice.name, voice.id, ...namesOf(voice.language)].join(" "));
      return wanted.every((word) => known.includes(word));
    });
    return found.sort(inReadersOrder());
  }

  /** A voice of eSpeak NG is called by its language, unless several of one sex speak what has one name. */
  nameOf({ kind, name, language, gender }) {
    const called = languageName(language);
    const isAlike = (other) => other.kind === kind && other.gender === gender;
    const isOnlyOne = () => {
      return this.all.filter((other) => isAlike(other) && languageName(other.language) === called).length === 1;
    };
    // The language of the others is told beside their name, in the reader's words.
    if (kind === "neural") return name.replace(/ \([^)]*\)$/, "");
    return kind === "espeak" && called !== language && isOnlyOne() ? called : name;
  }

  /** Every language that a cloned voice can speak, in the reader's order. */
  get languages() {
    const isFirst = ({ kind, language }, at, all) => {
      return kind === "espeak" && all.findIndex((other) => other.kind === kind && other.language === language) === at;
    };
    const named = (voice) => ({ tag: voice.language, name: this.nameOf(voice) });
    return (this.#house ?? []).filter(isFirst).sort(inReadersOrder()).map(named);
  }

  /** The first for the language that the user reads. */
  get usual() {
    const fits = (voice) => voice.installed && voice.language?.toLowerCase() === usualTag();
    return this.#house?.find(fits) ?? this.#house?.find(({ installed }) => installed) ?? null;
  }

  /** Among those that a cloned voice can speak, or null. */
  get usualLanguage() {
    return this.languages.find(({ tag }) => tag.toLowerCase() === usualTag())?.tag ?? null;
  }
}

export const voices = new Voices();

/** The fields of a request that name a voice. */
export function voiceFields(id) {
  return id.startsWith(cloned) ? { voice_model_id: id.slice(cloned.length) } : { voice: id };
}

/** The cloned voice's own id, or null for a voice of the house. */
export const modelOf = (id) => (id.startsWith(cloned) ? id.slice(cloned.length) : null);

export const idOfModel = (model) => cloned + model.id;

function asVoice(model) {
  return { id: idOfModel(model), name: model.name, language: model.language, gender: null, kind: "cloned", installed: true };
}

const usualTag = () => ({ en: "en-us", "zh-CN": "cmn" })[currentLanguage()] ?? currentLanguage();

/** The user's own language first, then by name. */
function inReadersOrder() {
  const own = primary(currentLanguage());
  const { compare } = new Intl.Collator(currentLanguage());
  const rank = ({ language }) => (primary(aliases[language] ?? language ?? "") === own ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || compare(languageName(a.language), languageName(b.language));
}

const primary = (tag) => tag.split(/[-_]/)[0].toLowerCase();

/** A language as the user calls it, or its tag where nobody has a name for it. */
export function languageName(tag) {
  return tag ? (nameIn(currentLanguage(), tag) ?? tag) : "";
}

/** Whose voice a task speaks with, once the voices are known. */
export function voiceOf({ inputs }) {
  const { voice, voice_model_id: model } = inputs ?? {};
  const found = voices.find(model ? cloned + model : voice);
  if (!found) return voice ?? "";
  return voices.nameOf(found);
}

function namesOf(tag) {
  return tag ? [currentLanguage(), "en", tag].map((reader) => nameIn(reader, tag)) : [];
}

/** By reader and tag: making a name takes long, and every search asks for hundreds. */
const known = new Map();

function nameIn(reader, tag) {
  const key = `${reader} ${tag}`;
  if (!known.has(key)) known.set(key, translated(reader, aliases[tag.toLowerCase()] ?? tag));
  return known.get(key);
}

function translated(reader, tag) {
  try {
    const names = new Intl.DisplayNames([reader], { type: "language", fallback: "none" });
    return names.of(tag) ?? names.of(tag.split("-")[0]) ?? null;
  } catch {
    return null; // not a tag that the standard allows
  }
}

/** Without case and accents. */
const folded = (text) => text.normalize("NFD").replaceAll(/\p{Mn}/gu, "").toLowerCase();
