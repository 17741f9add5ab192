// From a naive pad to MNIST's recipe; twin of nnlib/app/pipelines.py and images/resampling.py.
import { BOX, CANVAS, CENTRE, PEN, SIDE } from "./constants.js";
import { centreOfMass, limit, strokesToImage } from "./strokes.js";

export const PIPELINES = {
  naive: (strokes) => resize(picture(strokes), SIDE / CANVAS, [0, 0]),
  "+ box": (strokes) => fit(picture(strokes), middleOfBox, SIDE / 2),
  "+ centre of mass": (strokes) => fit(picture(strokes), middleOfInk, CENTRE + 0.5),
  "+ thickness": strokesToImage,
};

// The sheet as it looks: round ink where it was drawn, its edge one pixel soft.
function picture(strokes) {
  const image = new Float32Array(CANVAS * CANVAS), reach = PEN / 2 + 0.5;
  const within = (value) => limit(value, 0, CANVAS);
  for (const [begin, end] of strokes.flatMap((points) =>
    (points.length > 1 ? points.slice(1) : points).map((end, i) => [points[i], end]))) {
    const [dx, dy] = end.map((value, k) => value - begin[k]);
    const square = Math.max(dx * dx + dy * dy, 1e-12); // a dot has no length
    const [left, top] = begin.map((a, k) => within(Math.floor(Math.min(a, end[k]) - reach)));
    const [right, bottom] = begin.map((a, k) => within(Math.ceil(Math.max(a, end[k]) + reach) + 1));
    for (let row = top; row < bottom; row++) {
      for (let column = left; column < right; column++) {
        const x = column + 0.5 - begin[0], y = row + 0.5 - begin[1];
        const t = limit((x * dx + y * dy) / square, 0, 1), at = row * CANVAS + column;
        const ink = Math.min(reach - Math.sqrt((x - t * dx) ** 2 + (y - t * dy) ** 2), 1);
        if (ink > image[at]) image[at] = ink;
      }
    }
  }
  return image;
}

const middleOfBox = (_, low, high) => low.map((value, k) => (value + high[k]) / 2);
const middleOfInk = (image) => centreOfMass(image, CANVAS).map((value) => value + 0.5);
// Scale the ink until its longer side fills MNIST's box, and bring its anchor to the target.
function fit(image, anchor, target) {
  const low = [CANVAS, CANVAS], high = [0, 0];
  image.forEach((ink, i) => {
    if (ink > 0.5) [i % CANVAS, Math.floor(i / CANVAS)].forEach((place, k) => {
      [low[k], high[k]] = [Math.min(low[k], place), Math.max(high[k], place + 1)];
    });
  });
  if (low[0] > high[0]) return new Float32Array(SIDE * SIDE); // all of it beside the sheet
  const scale = BOX / Math.max(high[0] - low[0], high[1] - low[1]);
  return resize(image, scale, anchor(image, low, high).map((value) => target - scale * value));
}

// Each new pixel is the mean of those that it covers: first along the rows, then down the columns.
function resize(image, scale, offset) {
  const [across, down] = offset.map((begin) => overlaps(scale, begin));
  const narrow = new Float64Array(CANVAS * SIDE).map((_, i) => across[i % SIDE].reduce(
    (sum, [old, share]) => sum + share * image[Math.floor(i / SIDE) * CANVAS + old], 0));
  return new Float32Array(SIDE * SIDE).map((_, i) => Math.min(1, down[Math.floor(i / SIDE)].reduce(
    (sum, [old, share]) => sum + share * narrow[old * SIDE + (i % SIDE)], 0)));
}

// For each of the 28 new pixels, which old ones it covers, and how much of itself with each.
const overlaps = (scale, offset) => Array.from({ length: SIDE }, (_, i) =>
  Array.from({ length: CANVAS }, (_, old) => {
    const begin = offset + scale * old;
    return [old, Math.min(i + 1, begin + scale) - Math.max(i, begin)];
  }).filter(([, share]) => share > 0));
