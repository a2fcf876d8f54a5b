/** What we know about media before the server has looked: kinds, types, addresses of thumbnails. */

/** For the file chooser. Browsers know no type for some endings, so those are named too. */
export const accepted = {
  image: "image/jpeg,image/png,image/webp,image/bmp",
  video: "video/mp4,video/quicktime,video/webm,video/x-matroska,video/x-msvideo,.mkv,.avi,.mov",
};

/** @returns `image`, `video` or null. The server's probe has the last word. */
export function kindOf(file) {
  const [kind] = file.type.split("/");
  if (kind === "image" || kind === "video") return kind;
  if (/\.(mp4|m4v|mov|webm|mkv|avi)$/i.test(file.name)) return "video";
  if (/\.(jpe?g|png|webp|bmp)$/i.test(file.name)) return "image";
  return null;
}

/** Which of the two places a refusal is about, or null. */
export function placeOf({ code, field }) {
  if (field?.startsWith("image") || code?.endsWith("_source")) return "image";
  if (field?.startsWith("video") || code?.endsWith("_driver") || code === "driver_lost") return "video";
  return null;
}

/** @param width in CSS pixels; fetched in the screen's. The server knows widths up to 1280. */
export function thumbnail(address, width) {
  if (!address) return null;
  const url = new URL(address, location.origin);
  url.searchParams.set("w", String(Math.min(1280, Math.round(width * Math.min(devicePixelRatio, 2)))));
  return url.href;
}
