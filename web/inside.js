// A look inside: every unit, lit as it answers, and what one of them is most strongly joined to;
// after nnlib/app/inside.py.
const CELL = 16, COLUMNS = 16, BETWEEN = 40, STRONGEST = 8;
const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

export class Inside {
  constructor(canvas, words) {
    Object.assign(this, { canvas, words, chosen: 0 });
    const find = (event) => {
      const box = canvas.getBoundingClientRect(), scale = canvas.width / box.width;
      const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
      this.choose(this.units.findIndex(({ place: [left, top] }) =>
        x >= left && x < left + CELL && y >= top && y < top + CELL));
    };
    for (const name of ["pointerdown", "pointermove"]) canvas.addEventListener(name, find);
    canvas.addEventListener("keydown", (event) => {
      if (!MOVES[event.key]) return;
      event.preventDefault();
      this.choose(this.chosen + MOVES[event.key]);
    });
  }

  choose(chosen) {
    if (!this.units[chosen] || chosen === this.chosen) return;
    this.chosen = chosen;
    this.show(this.network, this.layers);
  }

  // `layers` holds the units' values, as `Network.forward` gives them; null for an empty sheet.
  show(network, layers) {
    let top = 0;
    this.units = network.sizes.slice(1).flatMap((count, layer) => {
      const first = top;
      top += Math.ceil(count / COLUMNS) * CELL + BETWEEN;
      return Array.from({ length: count }, (_, n) => ({ layer, n, value: layers?.[layer][n] ?? 0,
        place: [(n % COLUMNS) * CELL, first + Math.floor(n / COLUMNS) * CELL] }));
    });
    if (!this.units[this.chosen]) this.chosen = 0;
    Object.assign(this, { network, layers });
    Object.assign(this.canvas, { width: COLUMNS * CELL, height: top - BETWEEN });
    const paint = this.canvas.getContext("2d"), style = getComputedStyle(this.canvas);
    const largest = network.sizes.slice(1).map((_, n) => Math.max(...(layers?.[n] ?? [0])));
    for (const { layer, n, value, place } of this.units) {
      const share = Math.sqrt(Math.max(value, 0) / (largest[layer] || 1)); // little can be seen too
      for (const [name, alpha] of [["--unlit", 1], ["--lit", share]]) {
        Object.assign(paint, { fillStyle: style.getPropertyValue(name), globalAlpha: alpha });
        paint.fillRect(...place, CELL - 2, CELL - 2);
      }
      Object.assign(paint, { globalAlpha: 1, fillStyle: style.getPropertyValue(
        share > 0.5 ? "--unlit" : "--lit") });
      if (layer === largest.length - 1) paint.fillText(n, place[0] + 4, place[1] + 11);
    }
    if (layers) this.join(this.units[this.chosen], paint, style);
  }

  // Lines to the units that add most to the chosen one, and to those that it adds most to.
  join(unit, paint, style) {
    const weight = (from, to) => this.network.weights[to.layer][
      from.n * this.network.sizes[to.layer + 1] + to.n];
    const ways = [-1, 1].flatMap((side) => this.units
      .filter(({ layer }) => layer === unit.layer + side)
      .map((other) => (side < 0 ? [other, unit] : [unit, other]))
      .map(([from, to]) => [from, to, from.value * weight(from, to)])
      .sort((a, b) => Math.abs(b[2]) - Math.abs(a[2])).slice(0, STRONGEST));
    for (const [from, to, added] of ways.filter(([, , size]) => size)) {
      paint.beginPath();
      for (const { place } of [from, to]) paint.lineTo(place[0] + 7, place[1] + 7);
      paint.strokeStyle = style.getPropertyValue(added > 0 ? "--for" : "--against");
      paint.lineWidth = 0.5 + (2 * Math.abs(added)) / Math.abs(ways[0][2] || 1);
      paint.setLineDash(added > 0 ? [] : [4, 3]);
      paint.stroke();
    }
    Object.assign(paint, { lineWidth: 2, strokeStyle: style.getPropertyValue("--mark") });
    paint.setLineDash([]);
    paint.strokeRect(unit.place[0] - 1, unit.place[1] - 1, CELL, CELL);
    this.words.textContent = `Unit ${unit.n + (unit.layer < this.network.weights.length - 1)} of ` +
      `layer ${unit.layer + 1} is at ${unit.value.toFixed(1)}.`;
  }
}
