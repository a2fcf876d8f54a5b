/** What an administrator asks of the server. */

import { call } from "../api.js";

const routeOf = (id) => `/admin/users/${encodeURIComponent(id)}`;

export const user = (id) => call("GET", routeOf(id));
export const users = (query) => call("GET", "/admin/users", { query });
/** @param fields `role`, `status` or `name`. */
export const changeUser = (id, fields) => call("PATCH", routeOf(id), { body: fields });
export const resetSecondFactor = (id) => call("POST", `${routeOf(id)}/second-factor/reset`, { body: {} });
export const endSessions = (id) => call("DELETE", `${routeOf(id)}/sessions`);

export const settings = () => call("GET", "/admin/settings");
export const saveSettings = (fields) => call("PUT", "/admin/settings", { body: fields });

export const invitations = (query) => call("GET", "/admin/invitations", { query });
/** @returns the invitation with its token, which the server tells only now. */
export const invite = (fields) => call("POST", "/admin/invitations", { body: fields });
export const revokeInvitation = (id) => call("DELETE", `/admin/invitations/${encodeURIComponent(id)}`);

export const consentsToReview = (query) => call("GET", "/admin/consents", { query });
export const reviewConsent = (id, isApproved, note) => {
  const decision = isApproved ? "approve" : "refuse";
  return call("POST", `/admin/consents/${encodeURIComponent(id)}/${decision}`, { body: { note } });
};

/** @returns `{items, faults}`. */
export const engines = () => call("GET", "/admin/engines");
/** @param fields `state`, `slots` or `preference`. */
export const changeEngine = (name, fields) => call("PATCH", `/admin/engines/${encodeURIComponent(name)}`, { body: fields });

export const outbox = (query) => call("GET", "/admin/outbox", { query });
export const retryOutbox = (id) => call("POST", `/admin/outbox/${encodeURIComponent(id)}/retry`, { body: {} });
/** @returns `{local, mirrors, verification}`. */
export const storage = () => call("GET", "/admin/storage");
/** All media are verified in the background. @returns the verification under way. */
export const verify = () => call("POST", "/admin/storage/verify", { body: {} });
/** @returns `{items}`. */
export const backups = () => call("GET", "/admin/backups");
/** It is made in the background. */
export const makeBackup = () => call("POST", "/admin/backups", { body: {} });

export const audit = (query) => call("GET", "/admin/audit", { query });
