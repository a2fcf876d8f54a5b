/** What an account asks of the server: ways in, security, keys, export. */

import { address, call, put } from "../api.js";

const post = (path, body = {}) => call("POST", path, { body });
const remove = (path, body) => call("DELETE", path, { body });
const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

// Signing in

export const passkeyRequest = async (fields) => {
  return (await call("POST", "/auth/passkeys/login/options", { body: fields, renews: false })).public_key;
};

/** What the sign-in page offers, in the order to show it. */
export const waysIn = () => call("GET", "/auth/providers", { renews: false });
/** Where a sign-in service takes over. @param page of ours, to which it then leads. */
export const startOf = (provider, page, { isLink = false } = {}) => {
  const query = { return_to: `/#${page}`, link: isLink ? 1 : null };
  return address(`/auth/${encodeURIComponent(provider)}/start`, query).href;
};

export const forgotPassword = (email) => call("POST", "/auth/password/forgot", { body: { email }, renews: false });
export const resetPassword = (fields) => call("POST", "/auth/password/reset", { body: fields, renews: false });
export const verifyEmail = (token) => call("POST", "/auth/email/verify", { body: { token }, renews: false });

// Setting up a server without accounts

const coded = (code) => ({ headers: { "X-Setup-Code": code }, renews: false });
/** @param code from the file `setup-code` in the server's home, as of all of these. */
export const uploadBackup = (code, file, options) => put("/setup/backup", file, { ...coded(code), ...options });
/** @param order `{address, passphrase}`; without an address, the backup that was uploaded. */
export const restoreBackup = (code, order) => call("POST", "/setup/restore", { body: order, ...coded(code) });
/** @returns `{status, reason}`. */
export const restoreStanding = (code) => call("GET", "/setup/restore", coded(code));

// Security

/** @returns `{proven_until, methods}`; without the first a proof is needed. */
export const proofState = () => call("GET", "/auth/prove");
/** @param fields `{password}`, `{code}`, `{recovery_code}` or `{credential}`. */
export const prove = (fields) => post("/auth/prove", fields);
export const proofOptions = async () => (await post("/auth/prove/options")).public_key;

export const security = () => call("GET", "/auth/security");
export const changePassword = (fields) => post("/auth/password/change", fields);
export const changeEmail = (fields) => post("/auth/email/change", fields);
export const sendVerification = () => post("/auth/email/verify/send");

export const sessions = async () => (await call("GET", "/auth/sessions")).items;
export const endSession = (id) => remove(at("/auth/sessions", id));

export const identities = async () => (await call("GET", "/auth/identities")).items;
export const unlink = (id) => remove(at("/auth/identities", id));

/** @returns `{secret, otpauth_url}`; the second factor is on only once a code is confirmed. */
export const beginTotp = () => post("/auth/totp");
export const confirmTotp = async (code) => (await post("/auth/totp/confirm", { code })).recovery_codes;
/** @param proof `{password}` or `{code}`. */
export const endTotp = (proof) => remove("/auth/totp", proof);
export const newRecoveryCodes = async (proof) => (await post("/auth/recovery-codes", proof)).recovery_codes;

export const passkeyOptions = async () => (await post("/auth/passkeys/options")).public_key;
export const addPasskey = (fields) => post("/auth/passkeys", fields);
export const renamePasskey = (id, name) => call("PATCH", at("/auth/passkeys", id), { body: { name } });
export const removePasskey = (id) => remove(at("/auth/passkeys", id));

// Keys

export const keys = (query) => call("GET", "/api-keys", { query });
/** @returns the key with its secret, which the server tells only now. */
export const createKey = (fields) => post("/api-keys", fields);
export const rotateKey = (id, overlap) => post(`${at("/api-keys", id)}/rotate`, { overlap_seconds: overlap });
export const revokeKey = (id) => remove(at("/api-keys", id));

// The account as a whole

export const beginExport = () => post("/users/export");
export const exportState = (id) => call("GET", at("/users/export", id));
/** @param fields `{password}`, or nothing within minutes of a sign-in. */
export const deleteAccount = (fields) => remove("/users/account", fields);
