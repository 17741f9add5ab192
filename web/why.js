// Why a network says what it says of one image: each ReLU passes its input on or stops it, and with
// these switches held a score is a sum over the pixels. Twin of nnlib/app/attribution.py.

// Carry a direction among the values of layer `end` back to those of layer `begin`, and sum what
// the biases add on the way. Layer 0 is the image.
function back({ sizes, weights, biases, leak = 0 }, values, direction, end, begin = 0) {
  let constant = 0;
  for (let layer = end - 1; layer >= begin; layer--) {
    const width = sizes[layer + 1], W = weights[layer], after = direction;
    after.forEach((d, j) => { constant += d * biases[layer][j]; });
    direction = Array.from({ length: sizes[layer] }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += W[i * width + j] * after[j];
      return layer > begin && values[layer][i] <= 0 ? leak * sum : sum;
    });
  }
  return [direction, constant];
}

const swatch = (name) => `<i class="swatch" style="background:var(--${name})"></i>`;
const SWATCHES = { blue: swatch('for'), orange: swatch('against') };
const number = (value, say) => value.toFixed(1).replace('.', say('mark'));
const signed = (value, say) => `${value.toFixed(1) < 0 ? '−' : '+'}${number(Math.abs(value), say)}`;

// What says a sentence by its name, with values for what stands in braces; see telling.py.
export const teller = (sentences) => (name, values = {}) =>
  sentences[name].replace(/{(\w+)}/g, (_, value) => values[value]);

// What a unit of a hidden layer looks for, and what it adds to the winner's score.
export function aboutUnit(network, values, { layer, n }, say) {
  const { sizes } = network, end = sizes.length - 1, scores = [...values[end]];
  const winner = scores.indexOf(Math.max(...scores)), value = values[layer][n];
  const [map] = back(network, values, Array.from(values[layer], (_, j) => Number(j === n)), layer);
  const [onward] = back(network, values, scores.map((_, k) => Number(k === winner)), end, layer);
  const state = value ? say('on', { value: number(value, say) }) : say('off');
  const words = say('unit', { unit: n + 1, layer, state, added: signed(value * onward[n], say),
    winner, through: layer > 1 ? say('through') : '', ...SWATCHES });
  return { map, words, title: say('looks') };
}

// Why the winner leads this digit; of the winner itself: why it leads the runner-up.
export function aboutScore(network, values, digit, say) {
  const { sizes, mean } = network, end = sizes.length - 1, scores = [...values[end]];
  const [winner, second] = scores.map((_, k) => k).sort((a, b) => scores[b] - scores[a]);
  const other = digit === winner ? second : digit;
  const [slopes, constant] = back(network, values,
    scores.map((_, k) => (k === winner) - (k === other)), end);
  const map = slopes.map((slope, i) => slope * (values[0][i] - (mean?.[i] ?? 0)));
  const sum = (side) => map.reduce((total, value) => total + (value * side > 0 ? value : 0), 0);
  const words = say('why', { winner, other, lead: number(scores[winner] - scores[other], say),
    more: signed(sum(1), say), less: signed(sum(-1), say), constant: signed(constant, say),
    ...SWATCHES });
  return { map, words, title: say('instead', { winner, other }) };
}
