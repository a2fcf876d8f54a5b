/** Gives each page of the guide its contents and a search over all pages. */

const base = "/docs/guide";
const pages = [
  ["", "Start"],
  ["/operate", "Operate"],
  ["/settings", "Settings"],
  ["/data", "Data"],
  ["/replica", "Replica"],
  ["/engines", "Engines"],
  ["/cluster", "Cluster"],
  ["/accounts", "Accounts"],
  ["/money", "Money"],
  ["/security", "Security"],
  ["/api", "API"],
].map(([path, title]) => ({ address: base + path, title }));
const here = location.pathname.replace(/\/$/, "");

const make = (name, facts = {}, ...children) => {
  const element = Object.assign(document.createElement(name), facts);
  element.append(...children);
  return element;
};

const nav = make("nav", { ariaLabel: "Contents" });
for (const { address, title } of pages) {
  const link = make("a", { href: address, textContent: title });
  nav.append(link);
  if (address !== here) continue;
  link.ariaCurrent = "page";
  for (const section of document.querySelectorAll("main section")) {
    const words = section.querySelector("h2").textContent;
    nav.append(make("a", { href: `#${section.id}`, className: "part", textContent: words }));
  }
}
const main = document.querySelector("main");
main.before(nav);

// Search

/** What can be found on a page: its sections, and each setting by itself. */
const findings = (root, { address, title }) =>
  [...root.querySelectorAll("main section:not(:has(dt [id])), main dt:has([id])")].map((part) => {
    const isSection = part.matches("section");
    const heading = (isSection ? part.querySelector("h2") : part).textContent.trim();
    const rest = isSection ? part.textContent : `${heading}: ${part.nextElementSibling.textContent}`;
    const text = rest.replace(/\s+/g, " ").trim();
    const { id } = isSection ? part : part.querySelector("[id]");
    return { address: `${address}#${id}`, title: `${title} › ${heading}`, text, lower: text.toLowerCase() };
  });

let reading;
/** All pages are read once, when somebody begins to search. */
const everything = () =>
  (reading ??= Promise.all(
    pages.map(async (page) => {
      const answer = await fetch(page.address);
      return findings(new DOMParser().parseFromString(await answer.text(), "text/html"), page);
    }),
  ).then((parts) => parts.flat()));

const excerpt = (text, word) => {
  const start = Math.max(0, text.toLowerCase().indexOf(word) - 60);
  return (start > 0 ? "… " : "") + text.slice(start, start + 180) + (start + 180 < text.length ? " …" : "");
};

const input = make("input", { type: "search", placeholder: "Search", ariaLabel: "Search the guide" });
const status = make("p", { role: "status", hidden: true });
const found = make("ol", { id: "found", hidden: true });
document.querySelector("header").append(input, status);
main.before(found);

input.addEventListener("input", async () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isSearching = words.length > 0;
  if (isSearching) {
    const asked = input.value;
    const matches = (await everything()).filter(({ lower }) => words.every((word) => lower.includes(word)));
    if (input.value !== asked) return;
    status.textContent = matches.length === 0 ? "Nothing matches." : `${matches.length} found`;
    found.replaceChildren(
      ...matches.map(({ address, title, text }) =>
        make("li", {}, make("a", { href: address, textContent: title }), make("p", { textContent: excerpt(text, words[0]) })),
      ),
    );
  }
  main.hidden = isSearching;
  found.hidden = status.hidden = !isSearching;
});
found.addEventListener("click", ({ target }) => {
  if (!target.closest("a")) return;
  input.value = "";
  input.dispatchEvent(new Event("input"));
});
