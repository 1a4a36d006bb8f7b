// What a part of a chart shows, in words below it: pointed at, touched, or reached by arrow keys.

import "./choice.js";

for (const svg of document.querySelectorAll("svg.chart")) {
  const cells = [...svg.querySelectorAll('rect[pointer-events="all"]')];
  if (!cells.length) continue;
  const told = svg.closest("figure").querySelector(".told");
  const hint = "Point at the chart, or use the arrow keys, to read the numbers.";
  told.hidden = false;
  told.textContent = hint;
  svg.tabIndex = 0;
  let current = -1;

  const show = (place) => {
    cells[current]?.classList.remove("current");
    current = place;
    cells[current]?.classList.add("current");
    told.textContent = cells[current]?.querySelector("title").textContent ?? hint;
  };
  svg.addEventListener("pointerover", (event) => {
    const place = cells.indexOf(event.target.closest("rect"));
    if (place >= 0) show(place);
  });
  svg.addEventListener("pointerleave", () => show(-1));
  svg.addEventListener("blur", () => show(-1));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    show(beside(cells, current, step));
  });
}

/** Return the nearest cell in a direction; the same one at the edge. */
function beside(cells, current, [dx, dy]) {
  if (current < 0) return 0;
  const middle = (cell) => [
    Number(cell.getAttribute("x")) + Number(cell.getAttribute("width")) / 2,
    Number(cell.getAttribute("y")) + Number(cell.getAttribute("height")) / 2,
  ];
  const [x, y] = middle(cells[current]);
  let [best, best_distance] = [current, Infinity];
  cells.forEach((cell, place) => {
    const [cx, cy] = middle(cell);
    const ahead = (cx - x) * dx + (cy - y) * dy;
    const aside = Math.abs((cx - x) * dy) + Math.abs((cy - y) * dx);
    if (ahead > 0.5 && aside < 1 && ahead < best_distance) [best, best_distance] = [place, ahead];
  });
  return best;
}
