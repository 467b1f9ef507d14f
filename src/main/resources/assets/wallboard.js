// A screen on a wall: it turns its own pages, and asks again by itself for as long as it hangs there.

const TURN = 15_000;
const REFRESH = 30_000;
let shown = 0;

function show() {
  const scenes = document.querySelectorAll('.wall-scene');
  scenes.forEach((scene, index) => { scene.hidden = index !== shown % scenes.length; });
}

setInterval(() => {
  shown += 1;
  show();
}, TURN);

setInterval(() => {
  const wall = document.getElementById('wall');
  window.htmx.ajax('GET', wall.dataset.path, { target: wall, swap: 'outerHTML', select: '#wall' });
}, REFRESH);
document.addEventListener('htmx:afterSettle', show);
