/** Where programs of the account are told how its tasks end. */

import { call } from "../api.js";

const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

export const webhooks = (query) => call("GET", "/webhooks", { query });
/** @returns the webhook with its `secret`. */
export const createWebhook = (fields, key) => call("POST", "/webhooks", { body: fields, key });
export const changeWebhook = (id, fields) => call("PATCH", at("/webhooks", id), { body: fields });
export const deleteWebhook = (id) => call("DELETE", at("/webhooks", id));
/** @returns `{secret, old_secret_until}` and the webhook. */
export const webhookSecret = (id) => call("GET", `${at("/webhooks", id)}/secret`);
export const rotateWebhook = (id, overlap) => call("POST", `${at("/webhooks", id)}/rotate`, { body: { overlap_seconds: overlap } });
/** What signs messages to the `webhook_url` of a request. */
export const requestSecret = async () => (await call("GET", "/webhooks/secret")).secret;
export const testWebhook = (id) => call("POST", `${at("/webhooks", id)}/test`, { body: {} });
/** @param id none for those of all webhooks. */
export const deliveries = (id, query) => {
  return call("GET", id ? `${at("/webhooks", id)}/deliveries` : "/webhooks/deliveries", { query });
};
export const redeliver = (id) => call("POST", `${at("/webhooks/deliveries", id)}/redeliver`, { body: {} });
