// Runs before the first paint, so that a chosen theme never flashes into place. `system` is the absence of a choice.
{
  const chosen = localStorage.getItem("greenroom.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
