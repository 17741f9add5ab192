// What the page needs beyond the widgets: keys that work wherever one is, names for those who do
// not see it, and a word when nobody answers.

const PATIENCE = 4000; // milliseconds

function render({ model, el }) {
  el.classList.add('nnlib-page');
  const over = new AbortController();
  const wait = () => {
    if (over.signal.aborted) return;
    const app = el.closest('.nnlib-app');
    if (!app) return requestAnimationFrame(wait);
    keys(model, app, over.signal);
    names(app, model.get('words'), over.signal);
    silence(model, app, el, over.signal);
  };
  wait();
  return () => over.abort();
}

const ARROWS = '.noUi-handle, select, .nnlib-look'; // what has a use for the arrow keys

function keys(model, app, signal) {
  const heard = (event) => {
    const { activeElement: here } = document;
    // a notebook would go to another cell, whatever these do with an arrow
    if (app.contains(here) && here.matches(ARROWS))
      here.toggleAttribute('data-lm-suppress-shortcuts', event.key.startsWith('Arrow'));
    const ours = app.contains(here) || document.body.hasAttribute('data-voila');
    if (!ours || here?.matches('input, textarea, select, [contenteditable=true]')) return;
    const on_sheet = here?.matches('.nnlib-pad canvas');
    const chord = event.ctrlKey || event.metaKey;
    if (chord && !event.shiftKey && event.key.toLowerCase() === 'z') model.send({ kind: 'undo' });
    else if (on_sheet && !chord && ['Delete', 'Backspace'].includes(event.key))
      model.send({ kind: 'clear' });
    else return;
    event.preventDefault();
    event.stopImmediatePropagation(); // a notebook has its own meaning for these keys
  };
  window.addEventListener('keydown', heard, { capture: true, signal });
}

function names(app, words, signal) {
  app.lang = words.language;
  if (document.body.hasAttribute('data-voila')) document.documentElement.lang = words.language;
  const set = (part, name, value) => {
    if (part && part.getAttribute(name) !== value) part.setAttribute(name, value);
  };
  const give = () => {
    const sheet = app.querySelector('.nnlib-pad canvas');
    set(sheet, 'role', 'img');
    set(sheet, 'aria-label', words.sheet);
    app.querySelectorAll('.widget-toggle-buttons').forEach((choice) => {
      set(choice, 'role', 'group');
      set(choice, 'aria-label', choice.querySelector('label')?.textContent ?? '');
    });
    app.querySelectorAll('.widget-toggle-button').forEach((button) =>
      set(button, 'aria-pressed', String(button.classList.contains('mod-active'))));
    set(app.querySelector('.nnlib-picture'), 'alt', words.seen);
    app.querySelectorAll('.noUi-handle').forEach((handle) =>
      set(handle, 'aria-label',
        handle.closest('.jupyter-widgets')?.querySelector('label')?.textContent ?? ''));
    // ipywidgets writes out what is not there
    app.querySelectorAll('[title="null"]').forEach((part) => part.removeAttribute('title'));
  };
  const watch = new MutationObserver(give);
  watch.observe(app, {
    childList: true, subtree: true, attributes: true, attributeFilter: ['class', 'title'],
  });
  signal.addEventListener('abort', () => watch.disconnect());
  give();
}

function silence(model, app, el, signal) {
  const banner = el.appendChild(document.createElement('div'));
  banner.setAttribute('role', 'alert');
  banner.className = 'nnlib-silence';
  const say = () => { banner.textContent = model.get('words').silence; };
  let timer = null;
  const ask = () => {
    timer ??= setTimeout(say, PATIENCE);
    try {
      model.send({ kind: 'there?' });
    } catch {
      say();
    }
  };
  const answered = () => {
    clearTimeout(timer);
    timer = null;
    banner.textContent = '';
  };
  model.on('msg:custom', answered);
  signal.addEventListener('abort', () => model.off('msg:custom', answered));
  app.addEventListener('pointerdown', ask, { capture: true, signal });
}

export default { render };
