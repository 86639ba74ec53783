import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../support/browser.js';
import { needs } from '../../support/system-part.js';
import { faultyClaims } from './files.js';
import { pageOf } from './page-of.js';

const WAIT = 60_000;
/** What somebody might put into a name to have it run on the reader's machine. */
const ATTACK =
  '</code><script>document.title="run"</script>"\'><img src=http://127.0.0.1:9/leak onerror=document.title="run">';

/** Elements whose text has too little contrast with what lies behind it (WCAG 2.1, 1.4.3: 4.5 to 1). */
const FAINT = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => channels(colour).slice(0, 3).map((value) => value / 255)
    .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.body.querySelectorAll('*')].filter((element) => {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')) return false;
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((element) => element.outerHTML.slice(0, 80));
})()`;

describe.skipIf(!needs('chromium'))('a page in a real browser', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'x12gw-page-'));
    browser = await Browser.start();
  }, WAIT);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }, WAIT);

  /** Opens a page as its reader does, from a file. */
  async function open(page: string): Promise<string> {
    const file = join(folder, 'page.html');
    writeFileSync(file, page);
    const url = pathToFileURL(file).href;
    await browser.open(url);
    return url;
  }

  it(
    'asks for nothing but itself and makes the browser complain of nothing',
    async () => {
      const url = await open((await pageOf(faultyClaims())).page);
      expect(browser.requests).toEqual([url]);
      expect(browser.complaints).toEqual([]);
      expect(await browser.evaluate('document.compatMode')).toBe('CSS1Compat');
    },
    WAIT,
  );

  it(
    'shows as text what would be code, wherever in the file it stands',
    async () => {
      const file = faultyClaims().replace('CLAIM-1*', `${ATTACK}*`).replace('*SAMPLE*', `*${ATTACK}*`);
      const { page } = await pageOf(file, { showValues: true, fileName: `${ATTACK}.x12` });
      const url = await open(page);
      expect(await browser.evaluate('document.querySelectorAll("script, img").length')).toBe(0);
      expect(await browser.evaluate('document.title')).not.toBe('run');
      expect(await browser.evaluate(`document.body.textContent.split(${JSON.stringify(ATTACK)}).length - 1`)).toBe(3);
      expect(browser.requests).toEqual([url]);
    },
    WAIT,
  );

  it(
    'would run nothing and load nothing even if something were not escaped',
    async () => {
      const { page } = await pageOf(faultyClaims());
      await open(page.replace('<main>', `<main>${ATTACK}`));
      expect(await browser.evaluate('document.querySelectorAll("script, img").length')).toBe(2);
      expect(await browser.evaluate('document.title')).not.toBe('run');
      expect(browser.complaints.join()).toContain('Content Security Policy');
    },
    WAIT,
  );

  it(
    'leads from every finding to its place and back',
    async () => {
      const { page, contents } = await pageOf(faultyClaims());
      await open(page);
      const targets = await browser.evaluate<string[]>(
        '[...document.querySelectorAll("a")].map((link) => link.getAttribute("href"))',
      );
      expect(targets.length).toBe(2 * contents.counts.shown);
      expect(
        await browser.evaluate(
          '[...document.querySelectorAll("a")].filter((link) => document.getElementById(link.hash.slice(1)) === null).length',
        ),
      ).toBe(0);
      expect(
        await browser.evaluate('[...document.querySelectorAll(".note")].every((note) => note.checkVisibility())'),
      ).toBe(true);
    },
    WAIT,
  );

  it(
    'is read by screen readers: headings in order, one main part, ids once, a language',
    async () => {
      await open((await pageOf(faultyClaims())).page);
      const levels = await browser.evaluate<number[]>(
        '[...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => Number(heading.tagName[1]))',
      );
      expect(levels[0]).toBe(1);
      for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? level)).toBeLessThan(2);
      expect(await browser.evaluate('document.querySelectorAll("main").length')).toBe(1);
      expect(await browser.evaluate('document.documentElement.lang')).toBe('en');
      expect(
        await browser.evaluate(
          '(() => { const ids = [...document.querySelectorAll("[id]")].map((one) => one.id); return ids.length - new Set(ids).size; })()',
        ),
      ).toBe(0);
    },
    WAIT,
  );

  it.each(['light', 'dark'])(
    'has enough contrast on a %s screen',
    async (scheme) => {
      await browser.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await open((await pageOf(faultyClaims())).page);
      expect(await browser.evaluate(FAINT)).toEqual([]);
      await browser.send('Emulation.setEmulatedMedia', { features: [] });
    },
    WAIT,
  );

  it(
    'fits a telephone without scrolling sideways',
    async () => {
      await browser.send('Emulation.setDeviceMetricsOverride', {
        width: 375,
        height: 700,
        deviceScaleFactor: 1,
        mobile: true,
      });
      await open((await pageOf(faultyClaims())).page);
      expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
      await browser.send('Emulation.clearDeviceMetricsOverride');
    },
    WAIT,
  );

  it.each([
    ['A4', 8.27, 11.69],
    ['Letter', 8.5, 11],
  ])(
    'is readable on %s paper: every finding there, none cut in two, signs beside colours',
    async (_name, width, height) => {
      await browser.send('Emulation.setEmulatedMedia', { media: 'print' });
      await open((await pageOf(faultyClaims())).page);
      const findings = await browser.evaluate<{ visible: boolean; inside: string; text: string }[]>(
        `[...document.querySelectorAll('.finding, .segment.reject')].map((one) => ({ visible: one.checkVisibility(),
        inside: getComputedStyle(one).breakInside, text: one.textContent }))`,
      );
      expect(findings.length).toBeGreaterThan(4);
      for (const { visible, inside, text } of findings) {
        expect([visible, inside]).toEqual([true, 'avoid']);
        expect(text).toMatch(/[✖▲]/);
      }
      await browser.send('Emulation.setEmulatedMedia', { media: '' });
      const { data } = await browser.send('Page.printToPDF', { paperWidth: width, paperHeight: height });
      const pdf = Buffer.from(data as string, 'base64').toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
    },
    WAIT,
  );
});
