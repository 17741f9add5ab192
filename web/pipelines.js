// From a naive pad to MNIST's recipe; twin of nnlib/app/pipelines.py and images/resampling.py.
import { BOX, CANVAS, CENTRE, INKED, PEN, SIDE } from "./constants.js";
import { centreOfMass, distances, inkBox, strokesToImage } from "./strokes.js";

export const PIPELINES = {
  naive: (strokes) => resize(picture(strokes), SIDE / CANVAS, [0, 0]),
  "+ box": (strokes) => fit(picture(strokes), middleOfBox, SIDE / 2),
  "+ centre of mass": (strokes) => fit(picture(strokes), middleOfInk, CENTRE + 0.5),
  "+ thickness": strokesToImage,
};

// The sheet as it looks: round ink where it was drawn, its edge one pixel soft.
function picture(strokes) {
  const reach = PEN / 2 + 0.5; // from the centre line to where the ink ends
  const pieces = strokes.flatMap((points) => (points.length > 1 ? points.slice(1) : points).map(
    (end, i) => [...points[i], ...end].map((value) => value - 0.5))); // to pixel indices
  return distances(pieces, CANVAS, reach).map((distance) => Math.min(reach - distance, 1));
}

const middleOfBox = (_, box) => box.map(([first, last]) => (first + last + 1) / 2);
const middleOfInk = (image) => centreOfMass(image, CANVAS).map((value) => value + 0.5);
// Scale the ink until its longer side fills MNIST's box, and bring its anchor to the target.
function fit(image, anchor, target) {
  const box = inkBox(image, CANVAS, (ink) => ink > INKED);
  const sides = box.map(([first, last]) => last - first + 1);
  if (Number.isNaN(sides[0])) return new Float32Array(SIDE * SIDE); // all of it beside the sheet
  const scale = BOX / Math.max(...sides);
  return resize(image, scale, anchor(image, box).map((value) => target - scale * value));
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
