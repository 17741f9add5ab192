// Where the parts of the look inside stand: side by side where there is room, else in a column.
const PIXELS = 28, ROWS = 16, ACROSS = 16, WIDE = 640;
const CAPTION = 22, GAP = 36, MOST_GAP = 90; // pixels: words above a part, room between two,
const END = 28; // and what the last part's words need beyond it

// A part for the image, the units of each layer, and the scores; and the height of them all.
export function lay(sizes, width) {
  const last = sizes.length - 1, wide = width >= WIDE;
  const parts = sizes.map((count, layer) => {
    const scores = layer === last, inRows = wide ? Math.ceil(count / ROWS) : ACROSS;
    const columns = !layer ? PIXELS : !scores ? inRows : wide ? 1 : count;
    const size = !layer ? 8 : wide ? (scores ? 22 : 14) : Math.floor(width / columns);
    return { count, layer, columns, rows: Math.ceil(count / columns), cell: Math.min(size, 22) };
  });
  const taken = parts.reduce((sum, { columns, cell }) => sum + columns * cell, 0);
  const room = Math.min((width - taken - END) / last, MOST_GAP);
  let x = 2, y = CAPTION;
  for (const part of parts) {
    Object.assign(part, { x, y });
    if (wide) x += part.columns * part.cell + room;
    else y += part.rows * part.cell + GAP;
  }
  return [parts, Math.max(...parts.map((part) => part.y + part.rows * part.cell)) + 4];
}

// The corner and the side of a unit's square; layer 0 is the image.
export function place({ x, y, columns, cell }, n) {
  return [x + (n % columns) * cell, y + Math.floor(n / columns) * cell, cell];
}

// The part and the square at a place, if there is one.
export function squareAt(parts, x, y) {
  for (const part of parts) {
    const column = Math.floor((x - part.x) / part.cell), row = Math.floor((y - part.y) / part.cell);
    const n = row * part.columns + column;
    if (column >= 0 && column < part.columns && row >= 0 && n < part.count)
      return { layer: part.layer, n };
  }
  return null;
}
