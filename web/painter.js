// How the look inside is painted: squares, lit by what they hold, and lines between them.
import { place } from './places.js';

const STRONGEST = 8;
const COLOURS = ['lit', 'unlit', 'for', 'against', 'plus', 'minus', 'mark', 'words'];

export class Painter {
  constructor(canvas, width, height) {
    const sharp = devicePixelRatio, style = getComputedStyle(canvas);
    Object.assign(canvas, { width: width * sharp, height: height * sharp });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    this.colours = Object.fromEntries(COLOURS.map((name) => {
      canvas.style.color = `var(--${name})`; // as a colour, whatever the style sheet makes it of
      return [name, style.color];
    }));
    this.paint = canvas.getContext('2d');
    this.paint.scale(sharp, sharp);
    this.paint.font = `13px ${style.fontFamily}`;
  }

  fill(name, alpha = 1) {
    return Object.assign(this.paint, { globalAlpha: alpha, fillStyle: this.colours[name] });
  }

  // White ink on black as it is fed; under a map the ink is a grey shadow on white.
  pixels(part, image, map) {
    const most = map ? Math.max(...map.map(Math.abs)) || 1 : 1;
    for (let i = 0; i < part.count; i++) {
      const ink = image?.[i] ?? 0, share = map ? map[i] / most : 0, [x, y, cell] = place(part, i);
      this.fill(map ? 'lit' : 'unlit').fillRect(x, y, cell, cell);
      this.fill(map ? 'unlit' : 'lit', map ? ink / 3 : ink).fillRect(x, y, cell, cell);
      this.fill(share > 0 ? 'for' : 'against', Math.abs(share)).fillRect(x, y, cell, cell);
    }
  }

  // A square a unit; the names of units that have one stand in it.
  units(part, shares, names) {
    shares.forEach((share, n) => {
      const [x, y, cell] = place(part, n), middle = cell / 2;
      this.fill('words', 0.5).fillRect(x - 1, y - 1, cell + 1, cell + 1); // a frame, grey on any ground
      this.fill('unlit').fillRect(x, y, cell - 1, cell - 1);
      this.fill('lit', share).fillRect(x, y, cell - 1, cell - 1);
      this.fill(share > 0.4 ? 'unlit' : 'lit');
      if (names) this.paint.fillText(names[n], x + middle - 5, y + middle + 4);
    });
  }

  // The strongest of some ways { ends, added }: solid where they add, dashed where they take away.
  join(ways) {
    const paint = this.fill('words');
    const strongest = ways.filter(({ added }) => added)
      .sort((a, b) => Math.abs(b.added) - Math.abs(a.added)).slice(0, STRONGEST);
    for (const { ends, added } of strongest) {
      paint.strokeStyle = this.colours[added > 0 ? 'plus' : 'minus'];
      paint.lineWidth = 0.5 + (2.5 * Math.abs(added)) / Math.abs(strongest[0].added);
      paint.setLineDash(added > 0 ? [] : [5, 3]);
      paint.beginPath();
      for (const [x, y, cell] of ends) paint.lineTo(x + cell / 2, y + cell / 2);
      paint.stroke();
    }
  }

  mark([x, y, cell]) {
    Object.assign(this.fill('words'), { strokeStyle: this.colours.mark, lineWidth: 2.5 });
    this.paint.setLineDash([]);
    this.paint.strokeRect(x, y, cell - 1, cell - 1);
  }
}
