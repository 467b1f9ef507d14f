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

// What cannot be undone is asked twice.
document.addEventListener('submit', (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});
