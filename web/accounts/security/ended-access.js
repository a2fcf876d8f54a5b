import { listed, translate } from "../../i18n.js";

/**
 * What stopped working with a new password, besides sessions.
 * @param ended the server's list. @returns a sentence, or nothing when there is none.
 */
export function endedWords(ended) {
  const { api_keys: keys = [], identities = [], passkeys = [], webhooks = [] } = ended ?? {};
  const { second_factor: factor = false, invitations = 0, share_links: shares = 0, exports = 0 } = ended ?? {};
  const names = [
    ...keys.map((name) => translate("proof.ended.key", { name })),
    ...passkeys.map((name) => translate("proof.ended.passkey", { name })),
    ...identities.map((name) => translate("proof.ended.identity", { name })),
    ...webhooks.map((name) => translate("proof.ended.webhook", { name })),
    ...(shares ? [translate("proof.ended.shares")] : []),
    ...(exports ? [translate("proof.ended.exports")] : []),
    ...(invitations ? [translate("proof.ended.invitations")] : []),
    ...(factor ? [translate("proof.ended.factor")] : []),
  ];
  return names.length ? translate("proof.ended.list", { names: listed(names) }) : "";
}
