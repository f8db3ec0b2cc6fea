import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, isDemanded } from './chromium.ts';
import { drawnFigures } from './drawn-figures.ts';
import { hostilePage } from './hostile-names.ts';
import { inAFile } from './in-a-file.ts';
import { inAHost } from './in-a-host.ts';
import { readablePage } from './readable.ts';
import { readPage, Stage } from './stage.ts';
import { throughTheProgram } from './through-the-program.ts';

// One browser for all that is tested in one.

describe('the built page', () => {
  it('is one text of at most 150 KB that loads nothing', async () => {
    const page = await readPage();
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(150_000);
    expect(page).not.toMatch(
      /<(?:link|img|iframe|base)\b|\bsrc=|@import|url\(|\beval\(|new Function|\bimport\(/,
    );
    expect(page).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write/);
    const addresses = [...page.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address);
    // Names of vocabularies, which nobody loads.
    expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]);
  });
});

describe('the notices', () => {
  it('hold the licences of what the page is made with', async () => {
    const notices = await readFile('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
    for (const name of ['d3-scale', 'd3-shape', 'd3-time-format', 'd3-array', 'd3-format']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(ISC\\)`, 'm'));
    }
  });
});

const executable = findChromium();

describe.skipIf(executable === undefined && !isDemanded)('the page in a browser', () => {
  let opened: Stage | undefined;
  const stage = () => {
    if (!opened) throw new Error('The browser did not start.');
    return opened;
  };
  beforeAll(async () => {
    if (executable === undefined)
      throw new Error('No Chromium on the PATH or in CHROMIUM, and it is demanded.');
    opened = await Stage.open(executable);
  });
  afterAll(() => opened?.close());

  describe('in a host', () => {
    inAHost(stage);
  });
  describe('draws', () => {
    drawnFigures(stage);
  });
  describe('with hostile names', () => {
    hostilePage(stage);
  });
  describe('for every reader', () => {
    readablePage(stage);
  });
  describe('draws whatever the program answers', () => {
    throughTheProgram(stage);
  });
  describe('in a file', () => {
    inAFile(stage);
  });
});
