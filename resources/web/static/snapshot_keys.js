// The arrow keys walk through the snapshots, as in the window.

const LINKS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const rel = LINKS[event.key];
  if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`a[rel="${rel}"]`)?.click();
});
