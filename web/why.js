// Why a network says what it says of one image: each ReLU passes its input on or stops it, and with
// these switches held a score is a sum over the pixels. Twin of nnlib/app/attribution.py.

// Carry a direction among the outputs of layer `end` back to the input of layer `begin`, and sum
// what the biases add on the way.
export function back({ sizes, weights, biases, leak = 0 }, layers, direction, end, begin = 0) {
  let constant = 0;
  for (let layer = end - 1; layer >= begin; layer--) {
    const width = sizes[layer + 1], W = weights[layer], after = direction;
    after.forEach((d, j) => { constant += d * biases[layer][j]; });
    direction = Array.from({ length: sizes[layer] }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < width; j++) sum += W[i * width + j] * after[j];
      return layer > begin && layers[layer - 1][i] <= 0 ? leak * sum : sum;
    });
  }
  return [direction, constant];
}

const only = (count, ...pairs) => {
  const direction = Array(count).fill(0);
  for (const [n, value] of pairs) direction[n] += value;
  return direction;
};
const swatch = (name) => `<i class="swatch" style="background:var(--${name})"></i>`;
const signed = (value) => `${value.toFixed(1) < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;

// What a unit of a hidden layer looks for, and what it adds to the winner's score.
export function aboutUnit(network, layers, { layer, n }) {
  const { sizes } = network, end = sizes.length - 1, scores = [...layers.at(-1)];
  const winner = scores.indexOf(Math.max(...scores)), value = layers[layer - 1][n];
  const [map] = back(network, layers, only(sizes[layer], [n, 1]), layer);
  const [onward] = back(network, layers, only(sizes[end], [winner, 1]), end, layer);
  const through = layer > 1 ? ', through the layer before,' : '';
  const words = `<b>Unit ${n + 1} of layer ${layer}</b> ` +
    `${value ? `is at ${value.toFixed(1)}` : 'is off'} and adds ${signed(value * onward[n])} ` +
    `to the score of ${winner}. It looks${through} for ink where this is ${swatch('for')} blue ` +
    `and for paper where it is ${swatch('against')} orange.`;
  return { map, words, title: 'what it looks for' };
}

// Why the winner leads this digit; of the winner itself: why it leads the runner-up.
export function aboutScore(network, image, layers, digit) {
  const { sizes, mean } = network, end = sizes.length - 1, scores = [...layers.at(-1)];
  const [winner, second] = scores.map((_, k) => k).sort((a, b) => scores[b] - scores[a]);
  const other = digit === winner ? second : digit;
  const [slopes, constant] = back(network, layers, only(sizes[end], [winner, 1], [other, -1]), end);
  const map = slopes.map((slope, i) => slope * (image[i] - (mean?.[i] ?? 0)));
  const sum = (side) => map.reduce((total, value) => total + (value * side > 0 ? value : 0), 0);
  const words = `<b>Why ${winner} and not ${other}?</b> At the first of eleven looks it leads by ` +
    `${(scores[winner] - scores[other]).toFixed(1)}: ${swatch('for')} blue pixels speak for ` +
    `${winner} (${signed(sum(1))}), ${swatch('against')} orange ones for ${other} ` +
    `(${signed(sum(-1))}), and the biases add ${signed(constant)}.`;
  return { map, words, title: `${winner}, and not ${other}` };
}
