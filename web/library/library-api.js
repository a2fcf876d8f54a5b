/** What is asked of the server about the library besides the videos themselves. */

import { address, call, me } from "../api.js";

const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

/** @param fields `title`, `favorite`, `folder_id` (null for none), `tags` (all of them, by name). */
export const changeVideo = (id, fields) => call("PATCH", at("/videos", id), { body: fields });

/** Moves to the trash; `permanent` erases. */
export const deleteVideo = (id, permanent) => call("DELETE", at("/videos", id), { query: { permanent } });
export const restoreVideo = (id) => call("POST", `${at("/videos", id)}/restore`, { body: {} });
/**
 * @param action `delete`, `restore`, `erase`, `favorite`, `unfavorite`, `move`, `tag`, `untag`
 * @returns `{done_count, results}`
 */
export const changeVideos = (ids, action, fields) => call("POST", "/videos/bulk", { body: { ids, action, ...fields } });
/** Where several videos are downloaded as one archive. The browser goes there, with a session that was just renewed. */
export async function archive(ids) {
  await me();
  return address("/videos/archive", { ids: ids.join(",") }).href;
}

/** Waits until it is made. @param format `small`, `gif`, `webp`, `audio`, `prores`. @returns `{url, size_bytes}`. */
export const makeFormat = (file, format, signal) => {
  return call("POST", `${at("/files", file)}/formats`, { body: { format }, signal });
};

/** `{items, next_cursor, video_count, size_bytes, kept_days}` */
export const trash = (query) => call("GET", "/trash", { query });
export const emptyTrash = () => call("DELETE", "/trash");

/** Links to a video, newest first. */
export const shares = async (id) => (await call("GET", `${at("/videos", id)}/shares`, { query: { limit: 100 } })).items;
/** @returns the link with its `path`, which is told only now. */
export const share = (id, fields, key) => call("POST", `${at("/videos", id)}/shares`, { body: fields, key });
/** Links to all videos, newest first, page by page. */
export const allShares = (query) => call("GET", "/shares", { query });
export const revokeAllShares = () => call("DELETE", "/shares");
export const revokeShare = (id) => call("DELETE", at("/shares", id));
/** For anyone who has a link. */
export const openShare = (token, password) => {
  return call("POST", "/shares/open", { body: { token, password }, renews: false });
};

/** `[{id, name, video_count}]`, by name. */
export const folders = async () => (await call("GET", "/folders")).items;
export const addFolder = (name, key) => call("POST", "/folders", { body: { name }, key });
export const renameFolder = (id, name) => call("PATCH", at("/folders", id), { body: { name } });
export const deleteFolder = (id) => call("DELETE", at("/folders", id));

/** `[{id, name, video_count}]`, by name. */
export const tags = async () => (await call("GET", "/tags")).items;
export const renameTag = (id, name) => call("PATCH", at("/tags", id), { body: { name } });
export const deleteTag = (id) => call("DELETE", at("/tags", id));
