// The look inside as a widget: numbers that Python sent, as the picture wants them.
import { Inside } from './inside.js';

function render({ model, el }) {
  el.classList.add('nnlib-inside');
  const picture = el.appendChild(document.createElement('div'));
  const words = el.appendChild(document.createElement('p'));
  const inside = new Inside(picture, words, model.get('words'));
  let network = null;

  const floats = (name) => {
    const bytes = model.get(name);
    return bytes?.byteLength ? new Float32Array(bytes.buffer.slice(
      bytes.byteOffset, bytes.byteOffset + bytes.byteLength)) : null;
  };
  const renew = () => {
    const sizes = model.get('sizes'), all = floats('numbers');
    if (!all) return;
    let begin = 0;
    const next = (count) => all.subarray(begin, begin += count);
    const weights = [], biases = [], mean = next(sizes[0]);
    sizes.slice(1).forEach((count, n) => {
      weights.push(next(sizes[n] * count));
      biases.push(next(count));
    });
    network = { sizes, weights, biases, mean, leak: model.get('leak') };
    show();
  };
  const show = () => {
    if (!network) return;
    const all = floats('reading'), { sizes } = network;
    if (all && all.length !== sizes.reduce((a, b) => a + b)) return; // another network's
    let begin = 0;
    inside.show(network, all && sizes.map((count) => all.subarray(begin, begin += count)));
  };
  model.on('change:numbers', renew);
  model.on('change:reading', show);
  renew();
  return () => {
    model.off('change:numbers', renew);
    model.off('change:reading', show);
  };
}

export default { render };
