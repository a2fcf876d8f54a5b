import { translate, translateOr } from "../i18n.js";

/** What people call a mirror. `s3before` is the bucket that the settings named as `s3` before another. */
export function mirrorName(name) {
  const [, service, before] = /^(.+?)(before\d*)?$/.exec(name);
  const own = translateOr(service, `storage.names.${service}`);
  return before ? translate("storage.before", { name: own }) : own;
}
