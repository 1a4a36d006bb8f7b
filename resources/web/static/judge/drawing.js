// Boxes and labels over a picture, as maskapp/pipeline/annotate.py draws them: each label has its
// own word, symbol and line besides its colour.

import { sureness } from "./words.js";

const DASHES = { incorrect_mask: [4, 4], uncertain: [0, 2.6] };
const WIDER = { uncertain: 1.6 };
const TALLEST_PX = 20;
const LEAST_PX = 12;

// Draws the faces of an answer on a canvas that lies over the picture.
export function drawFaces(canvas, answer, labels, mirrored) {
  const context = cleared(canvas);
  if (!answer?.faces.length) return;
  const fit = placeOf(answer, canvas.clientWidth, canvas.clientHeight, mirrored);
  const placed = answer.faces.map((face) => ({ face, box: fit(face.box) }));
  for (const { face, box } of placed) drawBox(context, box, face.label, labels);
  // After all boxes, so that no line crosses a plate.
  const taken = [];
  for (const { face, box } of placed) {
    taken.push(drawPlate(context, face, box, labels[face.label], taken, canvas));
  }
}

export function cleared(canvas) {
  const scale = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}

// The picture is shown as large as it fits, in the middle (object-fit: contain).
function placeOf(answer, width, height, mirrored) {
  const scale = Math.min(width / answer.width, height / answer.height);
  const left = (width - answer.width * scale) / 2;
  const top = (height - answer.height * scale) / 2;
  return ([x1, y1, x2, y2]) => {
    const [from, to] = mirrored ? [answer.width - x2, answer.width - x1] : [x1, x2];
    return {
      x: left + from * scale, y: top + y1 * scale, w: (to - from) * scale, h: (y2 - y1) * scale,
    };
  };
}

function drawBox(context, { x, y, w, h }, label, labels) {
  const line = Math.max(1.5, Math.min(3, Math.min(w, h) / 12)) * (WIDER[label] ?? 1);
  context.lineCap = label === "uncertain" ? "round" : "butt";
  context.setLineDash((DASHES[label] ?? []).map((length) => length * line));
  // The outline keeps the box visible on a background of its own colour.
  for (const [colour, width] of [["#000", line + 2], [labels[label].colour, line]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(x, y, w, h);
  }
  context.setLineDash([]);
}

function drawPlate(context, face, box, look, taken, canvas) {
  const letters = Math.max(LEAST_PX, Math.min(TALLEST_PX, box.h / 6));
  const pad = letters * 0.35;
  const height = letters + 2 * pad;
  context.font = `600 ${letters}px system-ui, sans-serif`;
  const texts = [`#${face.track} ${look.word} ${sureness(face)}`.trim(), look.word, ""];
  let best = null;
  texts.forEach((text, rank) => {
    const width = letters + 2 * pad + (text ? context.measureText(text).width + pad : 0);
    if (width > canvas.clientWidth && text) return;
    for (const [x, y] of [[box.x, box.y - height], [box.x, box.y + box.h], [box.x, box.y]]) {
      const plate = {
        x: Math.max(0, Math.min(x, canvas.clientWidth - width)),
        y: Math.max(0, Math.min(y, canvas.clientHeight - height)),
        w: width, h: height, text,
      };
      const cost = hidden(plate, [...taken, box]) / (width * height) + rank * 0.3;
      if (best === null || cost < best.cost - 0.01) best = { ...plate, cost };
    }
  });
  context.fillStyle = look.colour;
  context.fillRect(best.x, best.y, best.w, best.h);
  drawSymbol(context, look.strokes, best.x + pad, best.y + pad, letters);
  context.fillStyle = "#000";
  context.textBaseline = "middle";
  context.fillText(best.text, best.x + 2 * pad + letters, best.y + height / 2 + 1);
  return best;
}

function drawSymbol(context, strokes, left, top, side) {
  context.strokeStyle = "#000";
  context.lineWidth = Math.max(1.5, side / 8);
  context.lineCap = context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    for (const [x, y] of stroke) context.lineTo(left + x * side, top + y * side);
    context.stroke();
  }
}

function hidden(plate, others) {
  return others.reduce((sum, other) => {
    const width = Math.min(plate.x + plate.w, other.x + other.w) - Math.max(plate.x, other.x);
    const height = Math.min(plate.y + plate.h, other.y + other.h) - Math.max(plate.y, other.y);
    return sum + Math.max(0, width) * Math.max(0, height);
  }, 0);
}
