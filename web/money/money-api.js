/** What is asked of the server about credits, plans and orders. */

import { address, call } from "../api.js";

const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

/** `{billing, available, held, frozen, expiring, low}`; `billing` is `off`, `quota` or `on`. */
export const credits = () => call("GET", "/users/credits");
export const history = (query) => call("GET", "/users/credits/transactions", { query });
export const historyFile = () => address("/users/credits/transactions", { format: "csv" }).href;
export const usage = () => call("GET", "/billing/usage");

/** `{plans, packs}`. */
export const offer = () => call("GET", "/billing/plans");
/** `{items, currency}`: the ways to pay, and the currency that people of the region expect. */
export const methods = () => call("GET", "/billing/methods");
export const subscription = () => call("GET", "/billing/subscription");
/** @param fields `pack` or `plan`, `method`, `currency`. */
export const checkout = (fields, key) => call("POST", "/billing/checkout", { body: fields, key });
/** `{price, charged_now, begins_at}`: what a change of plan would cost. */
export const costOfChange = (plan) => call("GET", "/billing/plan", { query: { plan } });
export const changePlan = (plan, key) => call("POST", "/billing/plan", { body: { plan }, key });
export const portal = async () => (await call("POST", "/billing/portal", { body: {} })).url;
export const cancel = () => call("POST", "/billing/cancel", { body: {} });
export const resume = () => call("POST", "/billing/resume", { body: {} });

export const orders = (query) => call("GET", "/billing/invoices", { query });
export const order = (id) => call("GET", at("/payments", id));
export const receipt = (id) => address(`${at("/billing/invoices", id)}/pdf`).href;

// Administrators

export const allOrders = (query) => call("GET", "/admin/orders", { query });
export const refund = (id, fields, key) => call("POST", `${at("/admin/orders", id)}/refund`, { body: fields, key });
export const markPaid = (id) => call("POST", `${at("/admin/orders", id)}/mark-paid`, { body: {} });
export const revenue = async () => (await call("GET", "/admin/revenue")).items;
/** `{ok, faults, items}`. */
export const differences = (date) => call("GET", "/admin/orders/differences", { query: { date, method: "wechat" } });
export const check = () => call("GET", "/admin/ledger/check");
export const accountOf = (id) => call("GET", at("/admin/users", id));
export const creditsOf = (id) => call("GET", `${at("/admin/users", id)}/credits`);
export const historyOf = (id, query) => call("GET", `${at("/admin/users", id)}/credits/transactions`, { query });
export const adjust = (id, fields, key) => call("POST", `${at("/admin/users", id)}/credits`, { body: fields, key });
