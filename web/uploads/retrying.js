/** What sending in pieces does about failures that pass by themselves. */

import { ApiError } from "../api.js";

/** Before each further try, milliseconds. */
export const pauses = [1000, 3000, 8000];

/** Waits so many milliseconds; fails as an aborted request does once the signal says so. */
export function wait(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new ApiError({ code: "ABORTED" }));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}
