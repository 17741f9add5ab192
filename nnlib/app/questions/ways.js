// What joins a unit of the look inside to the layers before and after it; the pad's inside.py sends
// the weights.
const STRONGEST = 8; // as many ways to the unit are shown, and from it

// Lines along the strongest ways to a square and from it, as the content of an <svg>.
export function ways({ sizes, weights }, values, squares, { layer, n }) {
  const way = (from, i, j) => ({ ends: [squares[from][i], squares[from + 1][j]],
    added: values[from][i] * weights[from][i * sizes[from + 1] + j] });
  const before = layer > 1 ? squares[layer - 1].map((_, i) => way(layer - 1, i, n)) : [];
  const after = (squares[layer + 1] ?? []).map((_, j) => way(layer, n, j));
  return lines(before) + lines(after);
}

// The style sheet tells those that add from those that take away.
function lines(all) {
  const size = ({ added }) => Math.abs(added);
  const strongest = all.filter(size).sort((a, b) => size(b) - size(a)).slice(0, STRONGEST);
  return strongest.map(({ ends, added }) => {
    const [from, to] = ends.map(({ offsetLeft, offsetTop, offsetWidth }) =>
      `${offsetLeft + offsetWidth / 2} ${offsetTop + offsetWidth / 2}`);
    return `<path d="M${from}L${to}" class="${added > 0 ? 'plus' : 'minus'}" ` +
      `stroke-width="${0.5 + (2.5 * Math.abs(added)) / size(strongest[0])}"/>`;
  }).join('');
}
