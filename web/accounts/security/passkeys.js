/** Passkeys of this browser: the W3C's JSON forms to and from what `navigator.credentials` takes. */

/** Browsers offer passkeys to names only and on secure pages only; `localhost` counts as one. */
export function isPossible() {
  const isAddress = /^[\d.]+$|:/.test(location.hostname);
  return isSecureContext && !isAddress && typeof PublicKeyCredential !== "undefined";
}

/** Makes a passkey. @returns its JSON form; throws a `DOMException` where the user or the device says no. */
export async function createPasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = credential.response;
  const transports = credential.response.getTransports?.() ?? [];
  return told(credential, { clientDataJSON, attestationObject }, { transports });
}

/** Shows a passkey. @returns its JSON form. */
export async function showPasskey(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: named(options.allowCredentials),
  };
  const credential = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return told(credential, { clientDataJSON, authenticatorData, signature, userHandle });
}

/** Whether somebody only closed the browser's own dialog. */
export const isRefusal = (error) => ["NotAllowedError", "AbortError"].includes(error.name);

/** As an error of the API, for the words that are said of it. */
export function passkeyFailure(error) {
  if (!(error instanceof DOMException)) return error;
  return { code: error.name === "InvalidStateError" ? "PASSKEY_KNOWN" : "PASSKEY_FAILED" };
}

const named = (list = []) => list.map((each) => ({ ...each, id: bytes(each.id) }));

function told(credential, buffers, more = {}) {
  const { id, type, rawId, authenticatorAttachment } = credential;
  const present = Object.entries(buffers).filter(([, buffer]) => buffer);
  const response = { ...Object.fromEntries(present.map(([name, buffer]) => [name, base64url(buffer)])), ...more };
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id, type, rawId: base64url(rawId), authenticatorAttachment, clientExtensionResults, response };
}

function bytes(text) {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function base64url(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
