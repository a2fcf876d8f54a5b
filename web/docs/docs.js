// Shows /openapi.json. Everything that comes from the document is written as text, never as markup.

const make = (name, { className, text, ...rest } = {}, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  Object.assign(element, rest);
  element.append(...children);
  return element;
};

/** An example value for a schema, one level of names resolved at a time; a name inside itself stays a name. */
const example = (schema, schemas, open = []) => {
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return open.includes(name) ? name : example(schemas[name], schemas, [...open, name]);
  }
  if (schema.allOf) return example(schema.allOf[0], schemas, open);
  if (schema.anyOf) return example(schema.anyOf[0], schemas, open);
  if (schema.enum) return schema.enum.slice(0, 6).join("|") + (schema.enum.length > 6 ? "|…" : "");
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, inner]) => [name, example(inner, schemas, open)]),
      );
    case "array": return [example(schema.items, schemas, open)];
    case "integer": return 0;
    case "number": return 0.5;
    case "boolean": return true;
    case "null": return null;
    default: return schema.format ?? "string";
  }
};

const content = (title, holder, schemas) =>
  Object.entries(holder.content ?? {}).flatMap(([type, { schema }]) => [
    make("h3", { text: `${title} · ${type}` }),
    schema.format === "binary"
      ? make("p", { text: "Binary data." })
      : make("pre", { text: JSON.stringify(example(schema, schemas), null, 2) }),
  ]);

/** Words with `code` among them. */
const words = (text) =>
  text.split("`").map((part, index) => (index % 2 ? make("code", { text: part }) : document.createTextNode(part)));

/** Paragraphs; what is written as a list opens when it is asked for. */
const introduction = (text) =>
  text.split("\n\n").map((part) => {
    if (!part.startsWith("- ")) return make("p", {}, ...words(part));
    const items = part.split("\n").map((line) => make("li", {}, ...words(line.slice(2))));
    return make("details", {}, make("summary", { text: "Error codes" }), make("ul", {}, ...items));
  });

const route = (path, method, operation, schemas) => {
  const details = make(
    "details",
    { id: operation.operationId },
    make(
      "summary",
      {},
      make("span", { className: "method", text: method.toUpperCase() }),
      make("span", { className: "path", text: path }),
      make("span", { className: "what", text: operation.summary }),
    ),
  );
  details.dataset.words = `${method} ${path} ${operation.summary} ${operation.tags.join(" ")}`.toLowerCase();
  if (operation.parameters) {
    details.append(make("h3", { text: "Parameters" }));
    for (const { name, in: place, required, description } of operation.parameters) {
      details.append(
        make(
          "div",
          { className: "field" },
          make("code", { text: name }),
          make("span", { className: "what", text: ` ${place}${required ? ", required" : ""} · ${description}` }),
        ),
      );
    }
  }
  if (operation.requestBody) details.append(...content("Body", operation.requestBody, schemas));
  for (const [status, reply] of Object.entries(operation.responses)) {
    details.append(make("h3", { text: `${status} · ${reply.description}` }), ...content("Response", reply, schemas));
  }
  return details;
};

const show = (api) => {
  const schemas = api.components.schemas;
  const sections = new Map();
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = operation.tags[0];
      if (!sections.has(tag)) sections.set(tag, make("section", { id: `tag-${tag}` }, make("h2", { text: tag })));
      sections.get(tag).append(route(path, method, operation, schemas));
    }
  }
  document.querySelector("#introduction").replaceChildren(...introduction(api.info.description));
  document.querySelector("#routes").replaceChildren(...sections.values());
  document
    .querySelector("#contents")
    .replaceChildren(...[...sections.keys()].map((tag) => make("a", { text: tag, href: `#tag-${tag}` })));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
};

document.querySelector("#filter").addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\s+/);
  for (const details of document.querySelectorAll("#routes details")) {
    details.hidden = !words.every((word) => details.dataset.words.includes(word));
  }
  for (const section of document.querySelectorAll("section")) {
    section.hidden = !section.querySelector("details:not([hidden])");
  }
});

const routes = document.querySelector("#routes");
try {
  const answer = await fetch("/openapi.json");
  if (!answer.ok) throw new Error(`${answer.status}`);
  show(await answer.json());
} catch (error) {
  routes.replaceChildren(make("p", { text: `The document could not be loaded (${error.message}).` }));
}
routes.setAttribute("aria-busy", "false");
