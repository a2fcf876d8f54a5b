/**
 * The only module that talks to the server. One function for each thing the app asks of it; every failure is an
 * `ApiError`.
 *
 * The session lives in httpOnly cookies, which no script can read. An access cookie that has run out answers 401:
 * the session is then renewed once, for all requests that wait for it, and the request is sent again.
 */

const base = new URL(document.querySelector('meta[name="greenroom-api"]')?.content ?? "/api/v1", location.origin);

/** Fires `ended` when the session cannot be renewed any more. */
export const access = new EventTarget();

/** Fires `restored` when the server answers again after it did not, or the network is back. */
export const connection = new EventTarget();
let isLost = false;

function noteAnswer() {
  if (!isLost) return;
  isLost = false;
  connection.dispatchEvent(new Event("restored"));
}

addEventListener("online", noteAnswer);

/** `ask` confirms who somebody is when the server wants that: given the ways, it tells whether it was done. */
export const proof = { ask: null };

/** `code` is the contract's, or `NETWORK` when no answer came. `details.field` names the input that is at fault. */
export class ApiError extends Error {
  constructor({ code, message, details, status = 0, retryAfter = null }) {
    super(message ?? code);
    this.code = code;
    this.details = details ?? {};
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** Whether the caller stopped the request itself. */
  get isAborted() {
    return this.code === "ABORTED";
  }
}

// Accounts; the rest of what they can do is in `accounts/account-api.js` and `admin/admin-api.js`

export const me = () => call("GET", "/auth/me");
export const logout = () => call("POST", "/auth/logout", { body: {} });

/** @param path a route that signs in. @returns the user. */
export const enter = async (path, fields) => (await call("POST", path, { body: fields, renews: false })).user;

export const profile = () => call("GET", "/users/profile");
export const saveProfile = (fields) => call("PUT", "/users/profile", { body: fields });

/** `{language, country}`. */
export const settings = () => call("GET", "/users/settings");
export const saveSettings = (fields) => call("PUT", "/users/settings", { body: fields });

/** Everything that somebody wants to know first; days begin where they are. */
export const dashboard = () => {
  return call("GET", "/dashboard", { query: { time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone } });
};

// Files

export const files = (query) => call("GET", "/files", { query });
export const file = (id) => call("GET", `/files/${encodeURIComponent(id)}`);
export const copies = (id) => call("GET", `/files/${encodeURIComponent(id)}/copies`);
export const renameFile = (id, title) => call("PATCH", `/files/${encodeURIComponent(id)}`, { body: { title } });
/** @param piece `start_ms`, `end_ms`, `crop`. @returns the new file. */
export const cutFile = (id, piece, key, signal) => {
  return call("POST", `/files/${encodeURIComponent(id)}/cut`, { body: piece, key, signal });
};
export const deleteFile = (id) => call("DELETE", `/files/${encodeURIComponent(id)}`);

// Tasks

/** The engines that a new task may be given to. */
export const engines = () => call("GET", "/engines");
/** Where the log of a task lies, for a link. */
export const taskLog = (id) => `${base.href.replace(/\/$/, "")}/tasks/${encodeURIComponent(id)}/log`;
/** @param order `{path, body}`, as the drafts make it; every kind of work has its route and an estimate below it. */
export const estimate = ({ path, body }, signal) => call("POST", `${path}/estimate`, { body, signal });
/** What an animation would look like at first, as a picture. */
export const firstLook = ({ path, body }, signal) => call("POST", `${path}/preview`, { body, signal, isPicture: true });
/** @returns the task, or the model whose training has begun. */
export const submit = ({ path, body }, key) => call("POST", path, { body, key });
/** A body with its title, where there is one. */
export const titled = (body, title) => (title?.trim() ? { ...body, title: title.trim() } : body);
/** The film that is put together, as it was saved last. */
export const filmDraft = () => call("GET", "/generate/film/draft");
export const saveFilmDraft = (draft) => call("PUT", "/generate/film/draft", { body: draft });
/** @returns a new film with the other scenes as they are. */
export const remakeScene = (id, scene, key) => call("POST", `/tasks/${encodeURIComponent(id)}/scenes/again`, { body: { scene }, key });
/** What a film was asked for, with its whole scripts. */
export const filmOrder = (id) => call("GET", `/tasks/${encodeURIComponent(id)}/film`);
export const tasks = (query) => call("GET", "/tasks", { query });
export const task = (id) => call("GET", `/tasks/${encodeURIComponent(id)}`);
export const cancelTask = (id) => call("DELETE", `/tasks/${encodeURIComponent(id)}`);
export const retryTask = (id, key) => call("POST", `/tasks/${encodeURIComponent(id)}/retry`, { body: {}, key });
/** What that would cost now. */
export const estimateRetry = (id) => call("POST", `/tasks/${encodeURIComponent(id)}/retry/estimate`, { body: {} });

/** The user's live events. `EventSource` asks for what it missed by itself. */
export function openEvents() {
  const source = new EventSource(address("/events"), { withCredentials: true });
  source.addEventListener("open", noteAnswer);
  source.addEventListener("error", () => {
    isLost = true;
  });
  return source;
}

// Library

export const videos = (query) => call("GET", "/videos", { query });
export const video = (id) => call("GET", `/videos/${encodeURIComponent(id)}`);
export const renameVideo = (id, title) => call("PATCH", `/videos/${encodeURIComponent(id)}`, { body: { title } });

// Voices, avatars, consents

export const voices = async () => (await call("GET", "/voices")).items;
export const favouriteVoices = async () => (await call("GET", "/settings/favourite-voices")).voices;
export const saveFavouriteVoices = (voices) => call("PUT", "/settings/favourite-voices", { body: { voices } });

/** @param path `/video-models` or `/voice-models`. */
export const models = (path, query) => call("GET", path, { query });
export const model = (path, id) => call("GET", `${path}/${encodeURIComponent(id)}`);
export const renameModel = (path, id, name) => call("PATCH", `${path}/${encodeURIComponent(id)}`, { body: { name } });
export const deleteModel = (path, id) => call("DELETE", `${path}/${encodeURIComponent(id)}`);
export const retryModel = (path, id, key) => {
  return call("POST", `${path}/${encodeURIComponent(id)}/retry`, { body: {}, key });
};
/** A short text in a cloned voice. */
export const previewVoice = (id, text, key) => {
  return call("POST", `/voice-models/${encodeURIComponent(id)}/preview`, { body: { text }, key });
};

export const consents = (query) => call("GET", "/consents", { query });
/** @param kind `face` or `voice`; `subject` is the name of the person. */
export const askConsent = (kind, subject) => call("POST", "/consents", { body: { kind, subject } });
export const recordConsent = (id, fileId) => {
  return call("POST", `/consents/${encodeURIComponent(id)}/recording`, { body: { file_id: fileId } });
};
export const waiveConsent = (id, reason) => {
  return call("POST", `/consents/${encodeURIComponent(id)}/waiver`, { body: { reason } });
};

// Texts

/** The texts of one language, as they lie beside this module. */
export async function locale(tag) {
  const answer = await reach(new URL(`./locales/${tag}.json`, import.meta.url));
  return answer.json();
}

/** The drawings, as SVG. */
export async function icons() {
  const answer = await reach(new URL("./icons.svg", import.meta.url));
  return whole(() => answer.text());
}

// Resumable uploads: tus 1.0, https://tus.io/protocols/resumable-upload

/** @returns the new upload's path on the server. */
export async function createUpload({ size, name, type, kind }) {
  const answer = await tus("POST", address("/uploads"), {
    "Upload-Length": String(size),
    "Upload-Metadata": `filename ${base64(name)},filetype ${base64(type)},kind ${base64(kind)}`,
  });
  const place = new URL(answer.header("Location"), base);
  return place.pathname + place.search;
}

/** How many bytes have arrived, and the file if that is all of them. */
export async function uploadState(path) {
  const answer = await tus("HEAD", new URL(path, base));
  return { offset: Number(answer.header("Upload-Offset")), fileId: answer.header("X-Greenroom-File-Id") };
}

/**
 * Sends one piece. `onProgress` hears how many of its bytes have left.
 * @returns the acknowledged offset, and the file once the upload is complete.
 */
export async function sendPiece(path, offset, bytes, { signal, onProgress }) {
  const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  const answer = await tus("PATCH", new URL(path, base), headers, { bytes, signal, onProgress });
  return { offset: Number(answer.header("Upload-Offset")), fileId: answer.header("X-Greenroom-File-Id") };
}

export const deleteUpload = (path) => tus("DELETE", new URL(path, base));

/** Whether the server wants files to be sent to its bucket. */
export const prefersBucket = async () => (await call("GET", "/uploads/direct")).preferred;

/** @returns `{id, parts: [{number, offset, size_bytes, url, headers}], file, …}`; a part in the bucket has no `url`. */
export const beginDirectUpload = ({ size, name, kind }) => {
  return call("POST", "/uploads/direct", { body: { name, size_bytes: size, kind } });
};
export const directUpload = (id, signal) => call("GET", `/uploads/direct/${encodeURIComponent(id)}`, { signal });
/** @returns the created file. */
export const completeDirectUpload = (id, signal) => {
  return call("POST", `/uploads/direct/${encodeURIComponent(id)}/complete`, { body: {}, signal });
};
/** Where it lies, for `deleteUpload`. */
export const directUploadPath = (id) => address(`/uploads/direct/${encodeURIComponent(id)}`).pathname;

/** The bucket is told nothing but the bytes: no cookie, no key. */
export async function putPart({ url, headers }, bytes, { signal, onProgress }) {
  const answer = await transfer("PUT", url, headers, bytes, signal, onProgress, { withCookies: false });
  if (answer.status >= 300) throw new ApiError({ code: "PROVIDER_ERROR", status: answer.status });
}

async function tus(method, url, headers = {}, { bytes = null, signal, onProgress } = {}) {
  const started = Date.now();
  const send = () => transfer(method, url, { "Tus-Resumable": "1.0.0", ...headers }, bytes, signal, onProgress);
  let answer = await send();
  if (answer.status === 401) {
    await renew(started);
    answer = await send();
  }
  if (answer.status < 300) return answer;
  const content = parsed(answer.text);
  const error = failure(answer.status, content, answer.header("Retry-After"));
  // Our server says why; a proxy before it answers with a page of its own.
  error.isByProxy = !content?.error;
  throw error;
}

/** Sends a whole file as it is. `onProgress` hears how many of its bytes have left. */
export async function put(path, bytes, { headers, signal, onProgress } = {}) {
  const all = { "Content-Type": "application/octet-stream", ...headers };
  const answer = await transfer("PUT", address(path), all, bytes, signal, onProgress);
  if (answer.status >= 300) throw failure(answer.status, parsed(answer.text), answer.header("Retry-After"));
}

/** `fetch` cannot tell how much of a body has left, so pieces go by the older request. */
function transfer(method, url, headers, bytes, signal, onProgress, { withCookies = true } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    const fail = (code) => () => reject(new ApiError({ code }));
    request.open(method, url);
    request.withCredentials = withCookies; // where the app lies on another host
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => onProgress?.(event.loaded);
    request.onload = () => {
      const { status, responseText } = request;
      resolve({ status, text: responseText, header: (name) => request.getResponseHeader(name) });
    };
    request.onerror = fail("NETWORK");
    request.onabort = fail("ABORTED");
    request.onloadend = () => signal?.removeEventListener("abort", stop);
    if (signal?.aborted) return reject(new ApiError({ code: "ABORTED" }));
    signal?.addEventListener("abort", stop);
    request.send(bytes);
  });
}

function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}

// Requests

/**
 * @param options.key makes a repeated POST the same request, so that a lost answer never starts the work twice.
 * @param options.isPicture whether the answer is one, and not JSON.
 * @param options.renews false where a 401 is the answer and not a session that ran out.
 * @returns the answer's `data`.
 */
export async function call(method, path, { query, body, key, headers: more, signal, renews = true, isPicture = false } = {}) {
  const headers = { Accept: isPicture ? "image/*, application/json" : "application/json", "Accept-Language": document.documentElement.lang, ...more };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (path.startsWith("/auth/")) headers["X-Greenroom-Session"] = "cookie";
  const request = { method, headers, signal, credentials: "include", body: body && JSON.stringify(body) };

  const started = Date.now();
  let answer = await reach(address(path, query), request);
  if (answer.status === 401 && renews) {
    await renew(started);
    answer = await reach(address(path, query), request);
  }
  if (isPicture && answer.ok) return whole(() => answer.blob());
  let content = parsed(await whole(() => answer.text()));
  if (content?.error?.code === "PROOF_REQUIRED" && (await proof.ask?.(content.error.details?.methods ?? []))) {
    answer = await reach(address(path, query), request);
    content = parsed(await whole(() => answer.text()));
  }
  if (!answer.ok) throw failure(answer.status, content, answer.headers.get("Retry-After"));
  return content?.data ?? null;
}

/** A route as an address, for a browser to go to. */
export function address(path, query = {}) {
  const url = new URL(base.pathname.replace(/\/$/, "") + path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") url.searchParams.set(name, value);
  }
  return url;
}

const reach = (url, request) => whole(() => fetch(url, request));

/** An answer may be cut short, or not be wanted any more, while its head is awaited and while its body is. */
async function whole(work) {
  try {
    const answer = await work();
    noteAnswer();
    return answer;
  } catch (error) {
    if (error.name === "AbortError") throw new ApiError({ code: "ABORTED" });
    isLost = true;
    throw new ApiError({ code: "NETWORK" });
  }
}

/** What the server writes, with the addresses of its media where they lie: the app may be on another host. */
export const readJSON = (text) => JSON.parse(text, (_, value) => {
  const isElsewhere = base.origin !== location.origin && typeof value === "string" && value.startsWith("/api/");
  return isElsewhere ? new URL(value, base).href : value;
});

function parsed(text) {
  try {
    return readJSON(text);
  } catch {
    return null;
  }
}

function failure(status, content, retryAfter) {
  const { code = status === 413 ? "PAYLOAD_TOO_LARGE" : "INTERNAL", message, details } = content?.error ?? {};
  return new ApiError({ code, message, details, status, retryAfter: retryAfter && Number(retryAfter) });
}

// Renewal

const renewedAt = "greenroom.renewedAt";
let renewal = null;

/** Renews the session once, however many requests wait for it, in this tab and in others. */
function renew(since) {
  renewal ??= alone(() => replaceTokens(since)).finally(() => {
    renewal = null;
  });
  return renewal;
}

/** Refresh tokens rotate: two tabs that used the same one would end the session. Locks need a secure page. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("greenroom.renewal", work) : work();
}

async function replaceTokens(since) {
  if (Number(localStorage.getItem(renewedAt)) > since) return; // another tab was faster
  const headers = { "Content-Type": "application/json", "X-Greenroom-Session": "cookie" };
  const request = { method: "POST", headers, credentials: "include", body: "{}" };
  const answer = await reach(address("/auth/refresh"), request);
  if (answer.ok) {
    localStorage.setItem(renewedAt, String(Date.now()));
    return;
  }
  if (answer.status === 401 || answer.status === 403) access.dispatchEvent(new Event("ended"));
  throw failure(answer.status, parsed(await whole(() => answer.text())));
}
