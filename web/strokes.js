// Pen strokes → the 28 × 28 image that a network is fed; twin of nnlib/images/strokes.py.
import { BOX, CENTRE, DOT, EDGE, MOST_PIECES, REACH, SIDE, SPACING } from "./constants.js";

export const limit = (value, low, high) => Math.min(Math.max(value, low), high);

// Strokes are lists of [x, y], y down; the image is a Float32Array, ink 1, paper 0, row by row.
export function strokesToImage(strokes) {
  const points = strokes.flat();
  if (!points.length) throw new Error("There is nothing to draw.");
  const [low, high] = [Math.min, Math.max].map((end) =>
    [0, 1].map((k) => points.reduce((found, point) => end(found, point[k]), points[0][k])));
  const extent = Math.max(high[0] - low[0], high[1] - low[1]);
  const scale = extent > DOT ? (BOX - 2 * REACH) / extent : 1; // a dot is not blown up
  const pieces = cut(strokes.map((stroke) => stroke.map((point) =>
    point.map((value, k) => (value - (low[k] + high[k]) / 2) * scale + CENTRE))));

  const centre = centreOfMass(draw(pieces), SIDE);
  return draw(pieces.map((piece) => piece.map((value, k) => value + CENTRE - centre[k % 2])));
}

// The [x, y] of an image's centre of mass, in pixel indices.
export function centreOfMass(image, side) {
  const sum = (weight) => image.reduce((total, ink, i) => total + ink * weight(i), 0);
  return axes(side).map((place) => sum(place) / sum(() => 1));
}

// The first and the last column with ink, and the first and the last row; NaN without any.
export function inkBox(image, side, isInk) {
  const inked = [...image.keys()].filter((i) => isInk(image[i]));
  return axes(side).map((place) => [Math.min, Math.max].map((end) =>
    inked.reduce((found, i) => end(found, place(i)), place(inked[0]))));
}

// Where a pixel lies: its column and its row.
const axes = (side) => [(i) => i % side, (i) => Math.floor(i / side)];

// Strokes → short straight pieces [x, y, x, y], evenly spaced along each.
function cut(strokes) {
  const pieces = [];
  for (const stroke of strokes.filter((points) => points.length)) {
    const along = [0]; // how far along the stroke each point lies
    stroke.slice(1).forEach(([x, y], i) =>
      along.push(along[i] + Math.hypot(x - stroke[i][0], y - stroke[i][1])));
    const length = along.at(-1), count = Math.max(Math.ceil(length / SPACING), 1);
    if (pieces.length + count > MOST_PIECES) {
      throw new Error("No digit takes that much ink. Wipe the sheet and begin again.");
    }
    for (let n = 1, i = 0, before = stroke[0]; n <= count; n++) {
      const place = (length * n) / count;
      while (i < stroke.length - 2 && along[i + 1] <= place) i++;
      const share = Math.min((place - along[i]) / (along[i + 1] - along[i] || 1), 1);
      const end = stroke[i + 1] ?? stroke[i];
      const point = stroke[i].map((value, k) => value + (end[k] - value) * share);
      pieces.push([...before, ...point]);
      before = point;
    }
  }
  return pieces;
}

// Ink each pixel by its distance to the nearest piece: full inside the stroke, soft at its edge.
const draw = (pieces) => Float32Array.from(distances(pieces, SIDE, REACH), (distance) => {
  const ramp = Math.min((REACH - distance) / EDGE, 1);
  return ramp * ramp * (3 - 2 * ramp);
});

// From each pixel of a square image to the nearest piece; `reach` where that is farther.
export function distances(pieces, side, reach) {
  const nearest = new Float64Array(side * side).fill(reach * reach);
  for (const [x, y, toX, toY] of pieces) {
    const dx = toX - x, dy = toY - y, square = Math.max(dx * dx + dy * dy, 1e-12); // a dot's is 0
    const span = (a, b) => [Math.ceil(Math.min(a, b) - reach), Math.floor(Math.max(a, b) + reach)]
      .map((end) => limit(end, 0, side - 1));
    const [left, right] = span(x, toX), [top, bottom] = span(y, toY);
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) {
        const t = limit(((column - x) * dx + (row - y) * dy) / square, 0, 1);
        const distance = (column - x - t * dx) ** 2 + (row - y - t * dy) ** 2;
        nearest[row * side + column] = Math.min(nearest[row * side + column], distance);
      }
    }
  }
  return nearest.map(Math.sqrt);
}
