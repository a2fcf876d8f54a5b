/** What a `User-Agent` says, in the words of people: the first that fits. */

const programs = [
  ["WeChat", /MicroMessenger/],
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Opera", /OPR\//],
  ["Samsung Internet", /SamsungBrowser/],
  ["Firefox", /Firefox|FxiOS/],
  ["Chrome", /Chrome|CriOS|Chromium/],
  ["Safari", /Safari/],
  ["curl", /^curl/],
];
const systems = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["ChromeOS", /CrOS/],
  ["Linux", /Linux|X11/],
];

/** @returns `{program, system}`, each a name or null. */
export function deviceOf(userAgent) {
  const first = (list) => list.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? null;
  return { program: first(programs), system: first(systems) };
}

export const isPhone = (system) => ["iPhone", "Android"].includes(system);
