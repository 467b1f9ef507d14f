// What every page does beside its links and forms. Without it pages work all the same.

const secret = document.querySelector('meta[name="csrf"]')?.content ?? '';
const trouble = document.getElementById('trouble');

function tell() {
  if (trouble) {
    trouble.textContent = trouble.dataset.words;
    trouble.hidden = false;
  }
}

document.addEventListener('htmx:configRequest', (event) => {
  if (secret) {
    event.detail.headers['X-CSRF-Token'] = secret;
  }
});
document.addEventListener('htmx:responseError', tell);
document.addEventListener('htmx:sendError', tell);

// A list is filtered as soon as something is chosen.
document.addEventListener('change', (event) => {
  if (event.target.matches('.filter select')) {
    event.target.form.requestSubmit();
  }
});

// All rows of a page are chosen at once, or none.
document.addEventListener('click', (event) => {
  if (event.target.matches('[data-pick-all]')) {
    const boxes = [...document.querySelectorAll('input[name="pick"]')];
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !all; });
  }
});

// What cannot be undone is asked twice.
document.addEventListener('submit', (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});

// A page that shows what is so now asks again by itself: while it is seen, while its reader is there, and not under their hands.
const REFRESH = 30_000;
const AWAY = 30 * 60_000;
let touched = Date.now();
['pointerdown', 'keydown', 'pointermove'].forEach((kind) =>
  document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true }));
if (document.querySelector('[data-refresh]')) {
  setInterval(() => {
    const part = document.querySelector('[data-refresh]');
    const here = part.contains(document.activeElement) || part.matches(':hover');
    if (document.visibilityState === 'visible' && Date.now() - touched < AWAY && !here) {
      window.htmx.ajax('GET', part.dataset.refresh, { target: part, swap: 'outerHTML', select: `#${part.id}` });
    }
  }, REFRESH);
}

// A row of tiles is one stop of the keyboard; arrows go from tile to tile.
document.addEventListener('keydown', (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tile = event.target.closest?.('.tiles .tile');
  if (step && tile) {
    const all = [...tile.closest('.tiles').querySelectorAll('.tile')];
    const next = all[all.indexOf(tile) + step];
    if (next) {
      event.preventDefault();
      tile.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    }
  }
});

// `/` leads to the search of everything, as long as one does not type.
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.matches('input, textarea, select')) {
    const search = document.querySelector('.find input');
    if (search) {
      event.preventDefault();
      if (search.checkVisibility?.() ?? true) {
        search.focus();
      } else {
        window.location.assign('/search');
      }
    }
  }
});
