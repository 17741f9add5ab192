// A look inside: the units, lit as they answer, and what joins them; after nnlib/app/inside.py.
const CELL = 16, COLUMNS = 16, BETWEEN = 40, STRONGEST = 8;
const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export class Inside {
  constructor(canvas, words) {
    Object.assign(this, { canvas, words, chosen: 0 });
    canvas.onpointerdown = canvas.onpointermove = ({ offsetX, offsetY }) => this.choose(
      this.units.findIndex(({ x, y }) =>
        offsetX >= x && offsetX < x + CELL && offsetY >= y && offsetY < y + CELL));
    canvas.onkeydown = (event) => {
      if (event.key in MOVES) event.preventDefault();
      this.choose(this.chosen + MOVES[event.key]);
    };
  }

  choose(chosen) {
    if (!this.units[chosen]) return;
    this.chosen = chosen;
    this.show(this.network, this.layers);
  }

  // `layers` holds the units' values, as `Network.forward` gives them; undefined: an empty sheet.
  show(network, layers) {
    let y = 0;
    const units = network.sizes.slice(1).flatMap((count, layer) => {
      const top = y, values = layers?.[layer] ?? Array(count).fill(0), most = Math.max(...values);
      y += Math.ceil(count / COLUMNS) * CELL + BETWEEN;
      return Array.from(values, (value, n) => ({ layer, n, value, x: (n % COLUMNS) * CELL,
        y: top + Math.floor(n / COLUMNS) * CELL, share: Math.max(value, 0) / most || 0 }));
    });
    Object.assign(this, { network, layers, units, chosen: units[this.chosen] ? this.chosen : 0 });
    Object.assign(this.canvas, { width: COLUMNS * CELL, height: y - BETWEEN });
    const paint = this.canvas.getContext("2d"), style = getComputedStyle(this.canvas);
    const take = (name, alpha = 1) => Object.assign(paint, { globalAlpha: alpha,
      fillStyle: style.getPropertyValue(name), strokeStyle: style.getPropertyValue(name) });
    for (const { layer, n, share, x, y } of units) {
      take("--unlit").fillRect(x, y, CELL - 2, CELL - 2);
      take("--lit", Math.sqrt(share)).fillRect(x, y, CELL - 2, CELL - 2);
      take(share > 0.3 ? "--unlit" : "--lit");
      if (layer === network.weights.length - 1) paint.fillText(n, x + 4, y + 11);
    }
    if (layers) this.join(units[this.chosen], paint, take);
  }

  // Lines to the units that add most to the chosen one, and to those to which it adds most.
  join(unit, paint, take) {
    const { sizes, weights } = this.network;
    const ways = [-1, 1].flatMap((side) => this.units
      .filter(({ layer }) => layer === unit.layer + side)
      .map((other) => (side < 0 ? [other, unit] : [unit, other]))
      .map(([a, b]) => [a, b, a.value * weights[b.layer][a.n * sizes[b.layer + 1] + b.n]])
      .sort((a, b) => Math.abs(b[2]) - Math.abs(a[2])).slice(0, STRONGEST));
    for (const [a, b, added] of ways.filter(([, , size]) => size)) {
      take(added > 0 ? "--for" : "--against").beginPath();
      for (const { x, y } of [a, b]) paint.lineTo(x + CELL / 2 - 1, y + CELL / 2 - 1);
      paint.lineWidth = 0.5 + (2 * Math.abs(added)) / Math.max(...ways.map((w) => Math.abs(w[2])));
      paint.setLineDash(added > 0 ? [] : [4, 3]);
      paint.stroke();
    }
    paint.setLineDash([]);
    take("--mark").strokeRect(unit.x - 1, unit.y - 1, CELL, CELL);
    const name = weights[unit.layer + 1] ? `unit ${unit.n + 1}` : unit.n;
    this.words.textContent = `Layer ${unit.layer + 1}, ${name}: ${unit.value.toFixed(1)}`;
  }
}
