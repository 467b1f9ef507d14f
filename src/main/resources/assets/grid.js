// The table of many values: a block from a spreadsheet is pasted into it, and files are dropped on its rows.

const grid = document.querySelector('[data-grid]');
const said = grid?.querySelector('[data-said]');
const COLUMNS = ['value', 'date', 'note'];

const plain = (text) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

/** Cells of a block as spreadsheets copy it; a cell with a line break in it stands in quotes. */
function cells(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { cell += '"'; i++; } else if (c === '"') { quoted = false; } else { cell += c; }
    } else if (c === '"' && cell === '') {
      quoted = true;
    } else if (c === '\t' || c === '\n') {
      rows.at(-1).push(cell.trim());
      cell = '';
      if (c === '\n') { rows.push([]); }
    } else if (c !== '\r') {
      cell += c;
    }
  }
  rows.at(-1).push(cell.trim());
  return rows.filter((row) => row.some((one) => one !== ''));
}

const day = (text) => {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(text.normalize('NFKC').trim());
  const iso = found ? `${found[1]}-${found[2].padStart(2, '0')}-${found[3].padStart(2, '0')}` : '';
  // The 31st of February is no day.
  return iso && new Date(`${iso}T00:00:00Z`).toJSON()?.startsWith(iso) ? iso : '';
};

function put(field, text) {
  if (field.type === 'date') {
    field.value = day(text);
  } else if (field.matches('select')) {
    const wanted = [...field.options].find((one) => one.value === text || plain(one.text) === plain(text));
    field.value = wanted ? wanted.value : '';
  } else {
    field.value = text;
  }
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function paste(event) {
  const at = event.target.closest('[data-column]');
  const text = event.clipboardData?.getData('text/plain') ?? '';
  if (!at || !/[\t\n]/.test(text.trim())) {
    return;
  }
  event.preventDefault();
  const rows = [...grid.querySelectorAll('tbody tr')];
  const byName = new Map(rows.map((row) => [plain(row.dataset.name), row]));
  const block = cells(text);
  const named = block.some((row) => row.length > 1 && row.some((cell) => byName.has(plain(cell))));
  const unmatched = [];
  let pasted = 0;
  if (named) {
    // The block names its indicators: each row finds its own, wherever it stands; the cells after the name follow.
    for (const row of block) {
      const name = row.findIndex((cell) => byName.has(plain(cell)));
      if (name < 0) {
        if (row === block[0] && !row.some((cell) => /\d/.test(cell))) {
          continue; // The block's own headings.
        }
        unmatched.push(row.find((cell) => cell !== ''));
        continue;
      }
      const fields = COLUMNS.map((column) => byName.get(plain(row[name])).querySelector(`[data-column="${column}"]`));
      row.slice(name + 1, name + 1 + COLUMNS.length).forEach((cell, i) => { if (cell !== '') { put(fields[i], cell); } });
      pasted++;
    }
  } else {
    const first = rows.indexOf(at.closest('tr'));
    const column = COLUMNS.indexOf(at.dataset.column);
    block.forEach((row, i) => {
      const to = rows[first + i];
      if (!to) {
        unmatched.push(row[0]);
        return;
      }
      row.slice(0, COLUMNS.length - column).forEach((cell, j) => put(to.querySelector(`[data-column="${COLUMNS[column + j]}"]`), cell));
      pasted++;
    });
  }
  said.textContent = grid.dataset.pasted.replace('{0}', pasted)
    + (unmatched.length ? ` ${grid.dataset.unmatched} ${unmatched.join(' · ')}` : '');
}

function dropped(event) {
  const target = event.target.closest('tr, .drop');
  const field = target?.querySelector('input[type=file]');
  const files = event.dataTransfer?.files;
  if (!field || !files?.length) {
    return;
  }
  event.preventDefault();
  const all = new DataTransfer();
  [...field.files, ...files].forEach((file) => all.items.add(file));
  field.files = all.files;
  target.classList.remove('over');
}

if (grid) {
  grid.addEventListener('paste', paste);
  grid.addEventListener('drop', dropped);
  grid.addEventListener('dragover', (event) => {
    const target = event.target.closest('tr, .drop');
    if (target && event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      target.classList.add('over');
    }
  });
  grid.addEventListener('dragleave', (event) => event.target.closest('tr, .drop')?.classList.remove('over'));
  // Enter goes to the next row, as in a spreadsheet.
  grid.addEventListener('keydown', (event) => {
    const at = event.target.closest('[data-column]');
    if (event.key === 'Enter' && at) {
      event.preventDefault();
      at.closest('tr').nextElementSibling?.querySelector(`[data-column="${at.dataset.column}"]`)?.focus();
    }
  });
}
