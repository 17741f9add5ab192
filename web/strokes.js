// Pen strokes → the 28 × 28 image that a network is fed; twin of nnlib/images/strokes.py.
import {
  ASIDE, BOX, CENTRE, DOT, EDGE, MOST_PIECES, REACH, SIDE, SPACING, WINDOW,
} from "./constants.js";

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
  return [(i) => i % side, (i) => Math.floor(i / side)].map((place) => sum(place) / sum(() => 1));
}

// Strokes → short straight pieces [x, y, x, y], evenly spaced along each.
function cut(strokes) {
  const pieces = [];
  for (const stroke of strokes.filter((points) => points.length)) {
    const along = [0]; // how far along the stroke each point lies
    for (let i = 1; i < stroke.length; i++) {
      const [dx, dy] = stroke[i].map((value, k) => value - stroke[i - 1][k]);
      along.push(along[i - 1] + Math.sqrt(dx * dx + dy * dy));
    }
    const length = along.at(-1), count = Math.max(Math.ceil(length / SPACING), 1);
    if (pieces.length + count > MOST_PIECES) {
      throw new Error("No digit takes that much ink. Wipe the sheet and begin again.");
    }
    for (let n = 1, i = 0, before = stroke[0]; n <= count; n++) {
      const place = (length * n) / count;
      while (i < stroke.length - 2 && along[i + 1] <= place) i++;
      const end = stroke[i + 1] ?? stroke[i];
      const share = Math.min((place - along[i]) / (along[i + 1] - along[i] || 1), 1);
      const point = stroke[i].map((value, k) => value + (end[k] - value) * share);
      pieces.push([...before, ...point]);
      before = point;
    }
  }
  return pieces;
}

// Ink each pixel by its distance to the nearest piece.
function draw(pieces) {
  const side = SIDE + 2 * ASIDE; // the ink may lie beside the image before it is centred
  const nearest = new Float64Array(side * side).fill(REACH * REACH);
  for (const [x, y, toX, toY] of pieces) {
    const dx = toX - x, dy = toY - y, square = Math.max(dx * dx + dy * dy, 1e-12);
    const left = Math.ceil(x + dx / 2 - WINDOW / 2), top = Math.ceil(y + dy / 2 - WINDOW / 2);
    for (let row = top; row < top + WINDOW; row++) {
      for (let column = left; column < left + WINDOW; column++) {
        const t = limit(((column - x) * dx + (row - y) * dy) / square, 0, 1);
        const distance = (column - x - t * dx) ** 2 + (row - y - t * dy) ** 2;
        const i = (row + ASIDE) * side + column + ASIDE;
        if (distance < nearest[i]) nearest[i] = distance;
      }
    }
  }
  return new Float32Array(SIDE * SIDE).map((_, i) => {
    const from = nearest[(Math.floor(i / SIDE) + ASIDE) * side + (i % SIDE) + ASIDE];
    const ramp = Math.min((REACH - Math.sqrt(from)) / EDGE, 1);
    return ramp * ramp * (3 - 2 * ramp);
  });
}
