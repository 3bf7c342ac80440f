// Opens a report in a real browser without a network and holds it to its promises:
//   node tests/browser/report.mjs REPORT.html PICTURE.png
// no message on the console, no request but the file itself, every figure drawn, every button
// works.
import {createRequire} from 'node:module';
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {resolve} from 'node:path';

const require = createRequire(new URL('../../build/web/', import.meta.url));
const {chromium} = require('playwright-core');

const [page_file, picture] = process.argv.slice(2);
if (!page_file || !picture) {
  console.error('usage: node tests/browser/report.mjs REPORT.html PICTURE.png');
  process.exit(2);
}
const isDrawn = () => document.documentElement.dataset.figures === 'drawn';
const problems = [];
const expect = (truth, what) => { if (!truth) problems.push(what); };

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const context = await browser.newContext({
  offline: true, viewport: {width: 1440, height: 1000}, colorScheme: 'light',
});
const page = await context.newPage();
const requests = [];
page.on('console', message => {
  if (['error', 'warning'].includes(message.type())) problems.push('console: ' + message.text());
});
page.on('pageerror', error => problems.push('script: ' + error.message));
page.on('dialog', dialog => {
  problems.push('a text of the user ran as script: ' + dialog.message());
  dialog.dismiss();
});
page.on('request', request => requests.push(request.url()));

const url = pathToFileURL(resolve(page_file)).href;
const started = Date.now();
await page.goto(url);
const scripted = await page.locator('#figures').count() > 0;
if (scripted) {
  await page.waitForFunction(isDrawn, null, {timeout: 60000});
  await checkFigures();
  await checkTables();
}
await checkNotice();
const drawn_ms = Date.now() - started;
for (const width of [420, 1440]) {
  await page.setViewportSize({width, height: 1000});
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide <= width, `the page is ${wide} px wide in a window of ${width}`);
}
await page.screenshot({path: picture, fullPage: true});
if (scripted) await checkDark();
await page.emulateMedia({media: 'print'});
expect((await page.pdf({format: 'A4'})).length > 10000, 'printing gives an empty document');

const outside = requests.filter(r => r !== url && !r.startsWith('data:') && !r.startsWith('blob:'));
expect(outside.length === 0, 'requests: ' + outside.join(', '));
await browser.close();
for (const problem of problems) console.error('FAILED ' + problem);
console.log(`${page_file}: ${problems.length} problems, drawn in ${drawn_ms} ms`);
process.exit(problems.length ? 1 : 0);

// What must not be overlooked is the first thing on the page, before any heading.
async function checkNotice() {
  if (await page.locator('.untrained').count() === 0) return;
  const first = await page.evaluate(() => {
    const box = document.body.firstElementChild.getBoundingClientRect();
    return {name: document.body.firstElementChild.className, top: box.top + window.scrollY, height: box.height};
  });
  expect(first.name === 'untrained' && first.top === 0 && first.height > 20,
         'the notice of untrained weights is not the first line: ' + JSON.stringify(first));
}

async function checkFigures() {
  const empty = await page.evaluate(() => [...document.querySelectorAll('.plot')].filter(place => {
    const svg = place.querySelector('svg.marks');
    const box = svg?.getBoundingClientRect();
    const marks = svg?.querySelectorAll('.mark-line path, .mark-symbol path, .mark-rect path');
    return !svg || box.width < 50 || box.height < 20 || marks.length === 0;
  }).map(place => place.dataset.figure));
  expect(empty.length === 0, 'figures not drawn: ' + empty.join(', '));
  // Colour and dash are one legend; two would name every line twice.
  const twice = await page.evaluate(() => [...document.querySelectorAll('.plot')]
      .filter(place => place.querySelectorAll('svg.marks g.role-legend').length > 1)
      .map(place => place.dataset.figure));
  expect(twice.length === 0, 'figures with two legends: ' + twice.join(', '));
  const plots = page.locator('.plot');
  if (await plots.count() === 0) return;
  for (const kind of ['SVG', 'PNG']) {
    const waiting = page.waitForEvent('download');
    await plots.first().locator('summary').click();
    await plots.first().getByText('Save as ' + kind).click({delay: 150});
    const saved = readFileSync(await (await waiting).path());
    const mark = kind === 'SVG' ? '<svg' : 'PNG';
    const head = saved.subarray(0, 200);
    expect(head.includes(mark), `${kind} of a figure begins with ${head}`);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      for (const menu of document.querySelectorAll('.plot details')) menu.open = false;
    });
  }
}

async function checkTables() {
  const button = page.locator('button.csv').last();
  if (await button.count() === 0) return;
  const waiting = page.waitForEvent('download');
  await button.click();
  const csv = readFileSync(await (await waiting).path(), 'utf8').trim().split('\r\n');
  const table = button.locator('xpath=ancestor::div[contains(@class,"table")]').locator('table');
  expect(csv.length === await table.locator('tr').count(), 'the CSV of a table lacks rows');
  const head = table.locator('th').first();
  const cells = () => table.locator('tbody tr td:first-child').allTextContents();
  await head.click();
  await head.click();
  const down = await cells();
  await head.click();
  const up = await cells();
  expect(up.join() === down.reverse().join(), 'sorting up is not sorting down reversed');
}

async function checkDark() {
  await page.evaluate(() => { document.documentElement.dataset.figures = 'again'; });
  await page.locator('#theme').click();
  await page.waitForFunction(isDrawn, null, {timeout: 60000});
  await page.screenshot({path: picture.replace(/\.png$/, '') + '-dark.png'});
}
