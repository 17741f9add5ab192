// The network: eleven looks, three layers, one answer; twin of nnlib/network.py, losses.py and
// images/views.py.
import { CENTRE, SIDE, VIEWS } from "./constants.js";

const add = (a, b) => a + b;

// `weights` holds an array for each layer, the weights of one input side by side. The input's
// normalisation is part of the first layer: so paper is 0, and costs nothing.
export class Network {
  constructor({ sizes, weights, biases, temperature, threshold }) {
    Object.assign(this, { sizes, weights, biases, temperature, threshold });
    this.knowsStrangers = threshold !== null;
  }

  // An image → the values of each layer's units, the scores last.
  forward(image) {
    let a = image;
    return this.weights.map((W, n) => {
      const z = Float64Array.from(this.biases[n]), width = z.length;
      a.forEach((value, i) => {
        if (value) for (let j = 0, at = i * width; j < width; j++, at++) z[j] += value * W[at];
      });
      a = n < this.weights.length - 1 ? z.map((value) => Math.max(value, 0)) : z; // ReLU
      return a;
    });
  }

  // The answer as the pad gives it: the mean of eleven looks, calibrated, and known or not.
  read(image) {
    const looks = views(image).map((view) => this.forward(view)), [layers] = looks;
    const logits = layers.at(-1).map((_, k) =>
      looks.map((look) => look.at(-1)[k]).reduce(add) / looks.length);
    const probabilities = softmax(logits.map((score) => score / this.temperature));
    const digit = probabilities.indexOf(Math.max(...probabilities));
    const blank = image.every((ink) => ink === image[0]); // to the layers, all strokes missing
    const known = !blank && familiarity(logits) >= (this.threshold ?? -Infinity);
    return { probabilities, digit, known, layers };
  }
}

// The image turned, slanted, sized and shifted a little, by bilinear interpolation.
export function views(image) {
  const ink = (row, column) =>
    (row >= 0 && row < SIDE && column >= 0 && column < SIDE ? image[row * SIDE + column] : 0);
  return VIEWS.map(([a, b, c, d, e, f]) => image.map((_, i) => {
    const x = (i % SIDE) - CENTRE, y = Math.floor(i / SIDE) - CENTRE;
    const toX = a * x + b * y + c + CENTRE, toY = d * x + e * y + f + CENTRE;
    const column = Math.floor(toX), row = Math.floor(toY), u = toX - column, v = toY - row;
    return (1 - v) * ((1 - u) * ink(row, column) + u * ink(row, column + 1)) +
      v * ((1 - u) * ink(row + 1, column) + u * ink(row + 1, column + 1));
  }));
}

function softmax(scores) {
  const largest = Math.max(...scores), p = scores.map((score) => Math.exp(score - largest));
  return p.map((value) => value / p.reduce(add));
}

// How much an image looks like any digit: log Σ exp (z − z̄).
function familiarity(scores) {
  const mean = scores.reduce(add) / scores.length;
  return Math.log(scores.map((score) => Math.exp(score - mean)).reduce(add));
}
