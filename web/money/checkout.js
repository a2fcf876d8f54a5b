/** Leads to where an order is paid. */

import { router } from "../router.js";

/** A page of the gateway takes over; a code or an invoice is shown on a page of ours. */
export function goAndPay(order) {
  if (order.url && order.method === "stripe") location.assign(order.url);
  else router.go(`/billing/orders/${order.id}`);
}
