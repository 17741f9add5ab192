// The pen on the sheet: its ink is laid here at once, its points go to Python, which reads them and
// draws the finished stroke for good. All points are in the sheet's own units, whatever its size.

const HEARS = ['mousedown', 'mousemove', 'mouseup', 'mouseout', 'wheel', 'touchstart', 'touchmove',
  'touchend', 'touchcancel', 'keydown'];
const DRYING = 200; // milliseconds that wet ink stays over dry ink: it is the same ink

function render({ model, el }) {
  el.classList.add('nnlib-wet');
  const wet = el.appendChild(document.createElement('canvas'));
  wet.setAttribute('aria-hidden', 'true');
  const over = new AbortController();
  const wait = () => {
    if (over.signal.aborted) return;
    const sheet = el.closest('.nnlib-sheet');
    const canvas = sheet?.querySelector('.nnlib-pad canvas');
    if (canvas) listen(model, sheet, canvas, wet, over.signal);
    else requestAnimationFrame(wait); // the sheet's parts come one after the other
  };
  wait();
  return () => over.abort();
}

function listen(model, sheet, canvas, wet, signal) {
  const strokes = new Map(); // the wet ones: number → points
  let pointer = null; // the one that draws
  let number = null; // of the stroke that it draws
  let unsent = [];

  const on = (what, kind, heard, options) =>
    what.addEventListener(kind, heard, { signal, ...options });

  const at = (event) => {
    const box = canvas.getBoundingClientRect(), units = model.get('units');
    // beside the sheet the pen goes along its edge, so that all that is read can be seen
    const scaled = (value, length) => Math.min(Math.max(value / length, 0), 1) * units;
    return [scaled(event.clientX - box.left, box.width), scaled(event.clientY - box.top, box.height)];
  };

  const paint = () => {
    const box = canvas.getBoundingClientRect();
    const pixels = Math.round(box.width * devicePixelRatio);
    if (wet.width !== pixels) wet.width = wet.height = pixels;
    const ink = wet.getContext('2d'), scale = pixels / model.get('units');
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    ink.clearRect(0, 0, pixels, pixels);
    ink.lineWidth = model.get('width');
    ink.lineCap = ink.lineJoin = 'round';
    ink.strokeStyle = model.get('colour');
    for (const points of strokes.values()) trace(ink, points);
  };

  const send = (kind, points) => model.send({ kind, points, stroke: number });
  const flush = () => {
    if (unsent.length) send('move', unsent);
    unsent = [];
  };
  const stop = () => {
    pointer = number = null;
    unsent = [];
  };

  on(canvas, 'pointerdown', (event) => {
    canvas.focus({ preventScroll: true });
    event.preventDefault();
    // the left button, the pen's tip or one finger; no palm while a pen draws
    if (event.button !== 0 || !event.isPrimary || pointer !== null) return;
    canvas.setPointerCapture(event.pointerId);
    pointer = event.pointerId;
    number = Math.random();
    const first = at(event);
    strokes.set(number, [first]);
    send('down', [first]);
    paint();
  });
  on(canvas, 'pointermove', (event) => {
    if (event.pointerId !== pointer) return;
    const between = event.getCoalescedEvents?.() ?? [];
    const points = (between.length ? between : [event]).map(at);
    strokes.get(number).push(...points);
    if (!unsent.length) requestAnimationFrame(flush); // one message a frame is enough
    unsent.push(...points);
    paint();
  });
  const lifted = (event) => {
    if (event.pointerId !== pointer) return;
    flush();
    send('up', []);
    stop();
  };
  for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture']) on(canvas, kind, lifted);
  on(canvas, 'contextmenu', (event) => {
    event.preventDefault();
    event.stopPropagation(); // a notebook would open its own
  });
  // ipycanvas would hear the same again, and keep the wheel and the Tab key from the page
  for (const kind of HEARS)
    on(sheet, kind, (event) => event.stopPropagation(), { capture: true, passive: true });

  const answered = (message) => {
    if (message.kind === 'wipe') {
      // not what was begun since: Python hears of that after what made it wipe
      for (const gone of message.strokes) strokes.delete(gone);
      if (message.strokes.includes(number)) stop();
      paint();
    } else if (message.kind === 'dry') {
      setTimeout(() => strokes.delete(message.stroke) && paint(), DRYING);
    }
  };
  model.on('msg:custom', answered);
  sheet.classList.add('nnlib-ready'); // only now is it shown: no stroke is lost
  signal.addEventListener('abort', () => {
    model.off('msg:custom', answered);
    sheet.classList.remove('nnlib-ready');
  });
}

// The points joined by parabolas from the middle of one piece to the middle of the next, as
// Python draws them: round strokes of few points.
function trace(ink, points) {
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  ink.beginPath();
  ink.moveTo(...points[0]);
  ink.lineTo(points[0][0] + 0.01, points[0][1]); // a dot: however short the stroke, there is ink
  for (let i = 1; i < points.length - 1; i++)
    ink.quadraticCurveTo(...points[i], ...middle(points[i], points[i + 1]));
  ink.lineTo(...points[points.length - 1]);
  ink.stroke();
}

export default { render };
