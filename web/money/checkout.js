/** Orders something and leads to where it is paid. */

import { newKey } from "../interface/controls/keys.js";
import { router } from "../router.js";
import * as api from "./money-api.js";
import { wayToPay } from "./way-to-pay.js";

/** @param item `{pack}` or `{plan}`; @param method one of the ways to pay. */
export async function buy(item, method, currency) {
  const wish = { ...item, method: method.id, currency };
  const type = wayToPay(method);
  try {
    goAndPay(await api.checkout({ ...wish, type }, newKey()));
  } catch (error) {
    // WeChat does not know who is in its app until they have signed in with it.
    if (type !== "jsapi" || error.details?.field !== "openid") throw error;
    goAndPay(await api.checkout({ ...wish, type: "native" }, newKey()));
  }
}

/** A page of the gateway takes over; a code, an invoice or WeChat's own dialog is shown on a page of ours. */
function goAndPay(order) {
  if (order.url) location.assign(order.url);
  else router.go(`/billing/orders/${order.id}`);
}
