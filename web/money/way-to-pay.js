/** How somebody on this device gets to pay with WeChat: in its app, from a phone's browser, or with a code that a phone reads. */

const isInside = () => /MicroMessenger/i.test(navigator.userAgent);
const isPhone = () => /Android|iPhone|iPod|Mobile/i.test(navigator.userAgent);

/** @returns one of the method's `types`; undefined where it has no choice. */
export function wayToPay({ types }) {
  if (types.length < 2) return undefined;
  const wanted = isInside() ? "jsapi" : isPhone() ? "h5" : "native";
  return types.includes(wanted) ? wanted : types[0];
}

/**
 * Asks WeChat, around this page, for the payment. Resolves once that has ended; whether it was paid tells the server.
 * @param parameters of the order
 */
export function payInside(parameters) {
  return new Promise((resolve) => {
    const ask = () => globalThis.WeixinJSBridge.invoke("getBrandWCPayRequest", parameters, resolve);
    if (globalThis.WeixinJSBridge) ask();
    else document.addEventListener("WeixinJSBridgeReady", ask, { once: true });
  });
}
