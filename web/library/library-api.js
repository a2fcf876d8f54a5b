/** What is asked of the server about the library besides the videos themselves. */

import { call } from "../api.js";

const at = (path, id) => `${path}/${encodeURIComponent(id)}`;

/** @param fields `title`, `favorite`, `folder_id` (null for none), `tags` (all of them, by name). */
export const changeVideo = (id, fields) => call("PATCH", at("/videos", id), { body: fields });

/** `[{id, name, video_count}]`, by name. */
export const folders = async () => (await call("GET", "/folders")).items;
export const addFolder = (name, key) => call("POST", "/folders", { body: { name }, key });
export const renameFolder = (id, name) => call("PATCH", at("/folders", id), { body: { name } });
export const deleteFolder = (id) => call("DELETE", at("/folders", id));

/** `[{id, name, video_count}]`, by name. */
export const tags = async () => (await call("GET", "/tags")).items;
export const renameTag = (id, name) => call("PATCH", at("/tags", id), { body: { name } });
export const deleteTag = (id) => call("DELETE", at("/tags", id));
