/** What people are told in the page, and whether they are written to as well. */

import { call } from "../api.js";

/** `{items, next_cursor, unread_count}` */
export const notices = (query) => call("GET", "/notifications", { query });
/** @param ids none for all. */
export const markRead = (ids) => call("POST", "/notifications/read", { body: ids ? { ids } : {} });

/** `{email_after_minutes, quiet_hours: {from, until, time_zone}}` */
export const choice = () => call("GET", "/settings/notifications");
export const choose = (fields) => call("PUT", "/settings/notifications", { body: fields });
