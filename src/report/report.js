'use strict';
// The page works without this script; with it, tables sort and export, figures answer the mouse and
// can be saved, and the reader chooses dark or light.
(() => {
  const root = document.documentElement;
  const wantsDark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : wantsDark.matches);
  const css = name => getComputedStyle(root).getPropertyValue(name).trim();

  const save = (name, text) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], {type: 'text/csv;charset=utf-8'}));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };
  const quoted = text => (/[",\n\r]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
  const rowText = row => [...row.cells].map(cell => quoted(cell.textContent)).join(',') + '\r\n';
  const tableText = table => [...table.rows].map(rowText).join('');
  for (const button of document.querySelectorAll('button.csv')) {
    const table = button.closest('.table').querySelector('table');
    button.addEventListener('click', () => save(button.dataset.name + '.csv', tableText(table)));
  }

  const compare = (a, b) => {
    const x = parseFloat(a), y = parseFloat(b);
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a.localeCompare(b, 'en', {numeric: true});
  };
  const sortBy = (head) => {
    const table = head.closest('table'), up = head.ariaSort !== 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.ariaSort = up ? 'ascending' : 'descending';
    const text = row => row.cells[head.cellIndex]?.textContent ?? '';
    const sign = up ? 1 : -1;
    const rows = [...table.tBodies[0].rows].sort((a, b) => sign * compare(text(a), text(b)));
    table.tBodies[0].append(...rows);
  };
  for (const head of document.querySelectorAll('thead th')) {
    head.addEventListener('click', () => sortBy(head));
  }

  const config = () => ({
    background: css('--paper'),  // saved pictures stay readable
    font: 'system-ui, sans-serif',
    view: {stroke: null},
    axis: {
      domainColor: css('--soft'), gridColor: css('--grid'), tickColor: css('--soft'),
      labelColor: css('--ink'), titleColor: css('--ink'), labelFontSize: 11, titleFontSize: 12,
      titleFontWeight: 'normal', titlePadding: 8,
    },
    legend: {
      orient: 'bottom', direction: 'vertical', labelColor: css('--ink'), labelFontSize: 12,
      labelLimit: 420, symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1,
    },
    text: {color: css('--ink')},
  });
  const specs = JSON.parse(document.getElementById('figures').textContent);
  const draw = async (place) => {
    const name = place.dataset.figure;
    place.view?.finalize();
    const result = await DlrrVega.embed(place, specs[name], {
      renderer: 'svg', config: config(), downloadFileName: name, theme: undefined,
      actions: {export: {svg: true, png: true}, source: false, compiled: false, editor: false},
    });
    place.view = result;
    place.dataset.drawn = 'yes';
  };
  const drawAll = async () => {
    for (const place of document.querySelectorAll('.plot[data-figure]')) {
      await draw(place);
      await new Promise(done => setTimeout(done));
    }
    root.dataset.figures = 'drawn';
  };

  const theme = document.getElementById('theme');
  theme.hidden = false;
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    drawAll();
  });
  wantsDark.addEventListener('change', drawAll);

  const links = new Map([...document.querySelectorAll('nav a')].map(a => [a.hash.slice(1), a]));
  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      links.get(entry.target.id)?.classList.toggle('here', entry.isIntersecting);
    }
  }, {rootMargin: '-20% 0px -70% 0px'});
  for (const section of document.querySelectorAll('main section')) watcher.observe(section);

  drawAll();
})();
