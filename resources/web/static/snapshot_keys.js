// The arrow keys walk through the snapshots, as in the window.

const LINKS = { ArrowLeft: "prev", ArrowRight: "next" };

document.addEventListener("keydown", (event) => {
  const rel = LINKS[event.key];
  if (event.target.closest?.("video")) return; // there they move through the clip
  if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  document.querySelector(`a[rel="${rel}"]`)?.click();
});
