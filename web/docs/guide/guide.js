/** Lists the guide's sections, and shows those in which every word that is searched for stands. */

const sections = [...document.querySelectorAll("main section")];
const links = sections.map((section) => {
  const link = document.createElement("a");
  link.href = `#${section.id}`;
  link.textContent = section.querySelector("h2").textContent;
  return link;
});
document.getElementById("contents").append(...links);

document.getElementById("filter").addEventListener("input", ({ target }) => {
  const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  sections.forEach((section, index) => {
    const text = section.textContent.toLowerCase();
    section.hidden = !words.every((word) => text.includes(word));
    links[index].hidden = section.hidden;
    if (!section.hidden) shown += 1;
  });
  document.getElementById("none").hidden = shown > 0;
});
