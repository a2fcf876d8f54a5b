/** Moving videos to the trash, with a way back. */

import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { notify } from "../interface/messages/notices.js";
import * as api from "./library-api.js";

/**
 * @param undone is called once they are back.
 * @returns the ids that are in the trash now.
 */
export async function trash(ids, undone) {
  const { results } = await api.changeVideos(ids, "delete");
  const gone = results.filter(({ outcome }) => outcome === "done").map(({ id }) => id);
  const undo = async () => {
    try {
      await api.changeVideos(gone, "restore");
      notify(translate("trash.restored", { count: gone.length }));
      undone();
    } catch (error) {
      notify(inShort(error), "problem");
    }
  };
  if (gone.length) {
    notify(translate("trash.moved", { count: gone.length }), "done", { label: translate("trash.undo"), act: undo });
  }
  return gone;
}
