/** The language of the account, in which pages, letters and consent sentences are written. */

import * as api from "../../api.js";
import { currentLanguage, setLanguage } from "../../i18n.js";
import { inShort } from "../../interface/messages/failures.js";
import { notify } from "../../interface/messages/notices.js";

export async function saveLanguage(language) {
  try {
    const { country } = await api.settings();
    await api.saveSettings({ language, country });
  } catch (error) {
    notify(inShort(error), "problem");
  }
}

/** Changes to the language that the account has chosen; without a choice the server names the page's own. */
export async function adoptLanguage() {
  const { language } = await api.settings().catch(() => ({ language: currentLanguage() }));
  if (language !== currentLanguage()) await setLanguage(language);
}
