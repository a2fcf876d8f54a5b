/** Files that are uploaded without a place in a draft. Fires `added` when one has arrived. */

import { translate } from "../i18n.js";
import { inShort } from "../interface/messages/failures.js";
import { notify } from "../interface/messages/notices.js";
import { session } from "../session.js";
import { Upload } from "./upload.js";

export const additions = new EventTarget();

/**
 * @param files `[{file, kind}]`
 * @param arrived hears each file once it is on the server; without it, they are said to be kept in the uploads.
 */
export function uploadBeside(files, arrived = null) {
  if (files.length === 0) return;
  if (!arrived) notify(translate("drop.kept", { count: files.length }));
  for (const { file, kind } of files) {
    const upload = new Upload(file, kind, session.user.id);
    upload.addEventListener("change", () => {
      if (upload.state === "done") {
        additions.dispatchEvent(new Event("added"));
        arrived?.(upload.file);
      }
      if (upload.state === "failed") notify(`${file.name}: ${inShort(upload.error)}`, "problem");
    });
    upload.start();
  }
}
