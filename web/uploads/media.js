/** What we know about media before the server has looked: kinds, types, addresses of thumbnails. */

/** For the file chooser. Browsers know no type for some endings, so those are named too. */
export const accepted = {
  image:
    "image/jpeg,image/png,image/webp,image/bmp,image/gif,image/tiff,image/heic,image/heif,image/avif,.heic,.heif,.avif",
  video: "video/mp4,video/quicktime,video/webm,video/x-matroska,video/x-msvideo,.mkv,.avi,.mov",
  audio:
    "audio/wav,audio/x-wav,audio/mpeg,audio/mp4,audio/x-m4a,audio/aac,audio/flac,audio/ogg,audio/webm,"
    + ".wav,.mp3,.m4a,.aac,.flac,.oga,.ogg,.opus,.weba",
};

const endings = {
  image: /\.(jpe?g|png|webp|bmp|gif|tiff?|hei[cf]|avif)$/i,
  video: /\.(mp4|m4v|mov|webm|mkv|avi)$/i,
  audio: /\.(wav|mp3|m4a|aac|flac|oga|ogg|opus|weba)$/i,
};

/** @returns `image`, `video`, `audio` or null. The server's probe has the last word. */
export function kindOf(file) {
  const [kind] = file.type.split("/");
  if (Object.hasOwn(endings, kind)) return kind;
  return Object.keys(endings).find((kind) => endings[kind].test(file.name)) ?? null;
}

/** @param width in CSS pixels; fetched in the screen's. The server knows widths up to 1280. */
export function thumbnail(address, width) {
  if (!address) return null;
  const url = new URL(address, location.origin);
  url.searchParams.set("w", String(Math.min(1280, Math.round(width * Math.min(devicePixelRatio, 2)))));
  return url.href;
}
