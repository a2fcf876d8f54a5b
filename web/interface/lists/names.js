/** Rows that are called alike, told apart for whoever hears their buttons instead of seeing where they stand. */

/** For each text, how many of the list so far are the same, itself included. */
export function places(texts) {
  const counts = new Map();
  return texts.map((text) => {
    counts.set(text, (counts.get(text) ?? 0) + 1);
    return counts.get(text);
  });
}

/** The text, with its place among those that are alike, from the second on. */
export const numbered = (text, place) => (place > 1 ? `${text} (${place})` : text);
