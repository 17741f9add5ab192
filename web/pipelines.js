// From a naive pad to MNIST's recipe; twin of nnlib/app/pipelines.py and images/resampling.py.
import { BOX, CANVAS, CENTRE, PEN, SIDE } from "./constants.js";
import { centreOfMass, strokesToImage } from "./strokes.js";

export const PIPELINES = {
  naive: (strokes) => resize(picture(strokes), SIDE / CANVAS, [0, 0]),
  "+ box": (strokes) => fit(picture(strokes), middleOfBox, SIDE / 2),
  "+ centre of mass": (strokes) => fit(picture(strokes), middleOfInk, CENTRE + 0.5),
  "+ thickness": strokesToImage,
};

// The sheet as it looks: round ink where it was drawn, its edge one pixel soft.
function picture(strokes) {
  const image = new Float32Array(CANVAS * CANVAS), reach = PEN / 2 + 0.5;
  const within = (value) => Math.min(Math.max(value, 0), CANVAS);
  for (const stroke of strokes) {
    for (let i = 0; i < Math.max(stroke.length - 1, 1); i++) {
      const begin = stroke[i], end = stroke[i + 1] ?? begin;
      const [dx, dy] = [end[0] - begin[0], end[1] - begin[1]];
      const square = Math.max(dx * dx + dy * dy, 1e-12);
      const [left, top] = [0, 1].map((k) => within(Math.floor(Math.min(begin[k], end[k]) - reach)));
      const [right, bottom] = [0, 1].map((k) =>
        within(Math.ceil(Math.max(begin[k], end[k]) + reach) + 1));
      for (let row = top; row < bottom; row++) {
        for (let column = left; column < right; column++) {
          const x = column + 0.5 - begin[0], y = row + 0.5 - begin[1];
          const t = Math.min(Math.max((x * dx + y * dy) / square, 0), 1);
          const ink = Math.min(reach - Math.sqrt((x - t * dx) ** 2 + (y - t * dy) ** 2), 1);
          const at = row * CANVAS + column;
          if (ink > image[at]) image[at] = ink;
        }
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
      low[k] = Math.min(low[k], place);
      high[k] = Math.max(high[k], place + 1);
    });
  });
  if (low[0] > high[0]) return new Float32Array(SIDE * SIDE); // all of it beside the sheet
  const scale = BOX / Math.max(high[0] - low[0], high[1] - low[1]);
  return resize(image, scale, anchor(image, low, high).map((value) => target - scale * value));
}

// Each new pixel is the mean of those that it covers: along the rows, then along the columns.
function resize(image, scale, offset) {
  const across = overlaps(scale, offset[0]), down = overlaps(scale, offset[1]);
  const narrow = new Float64Array(CANVAS * SIDE).map((_, i) => across[i % SIDE].reduce(
    (sum, [old, share]) => sum + share * image[Math.floor(i / SIDE) * CANVAS + old], 0));
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => Math.min(1,
    down[Math.floor(i / SIDE)].reduce(
      (sum, [old, share]) => sum + share * narrow[old * SIDE + (i % SIDE)], 0)));
}

// For each of the 28 new pixels, which old ones it covers, and how much of itself with each.
function overlaps(scale, offset) {
  return Array.from({ length: SIDE }, (_, i) => {
    const covered = [];
    for (let old = 0; old < CANVAS; old++) {
      const begin = offset + scale * old;
      const share = Math.min(i + 1, begin + scale) - Math.max(i, begin);
      if (share > 0) covered.push([old, share]);
    }
    return covered;
  });
}
