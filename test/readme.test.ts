import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hostEntry, HOSTS } from '../src/cli/config.ts';
import { readConfig } from '../src/config/index.ts';
import { TOOLS } from '../src/tools/index.ts';

// What the README says of the program is held against the program.

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const readme = read('README.md');
const manifest: {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
} = JSON.parse(read('package.json'));

/** Rows of the table under this heading, each a list of cells. */
function table(heading: string): string[][] {
  const section = readme.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const code = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

/** As the program prints it, for a clone in a folder that stands for all. */
const printed = (host: (typeof HOSTS)[number]) =>
  hostEntry({
    host,
    platform: 'linux',
    nodePath: 'node',
    programPath: '/absolute/path/to/amigo-metrics-mcp/dist/main.js',
    home: '/home/ada',
  }).snippet;

describe('the README', () => {
  it('opens with two pictures, each of which says in words what it shows, and is quick to load', () => {
    const [opening = ''] = readme.split(/^```/m);
    const pictures = [...opening.matchAll(/!\[([^\]]+)\]\(([^)]+\.png)\)/g)];
    expect(pictures).toHaveLength(2);
    for (const [, words = '', file = ''] of pictures) {
      expect(words.length).toBeGreaterThan(40);
      expect(statSync(new URL(`../${file}`, import.meta.url)).size).toBeLessThanOrEqual(150_000);
    }
  });

  it('lists the tools in their order, with what they do and the access that they need', () => {
    const rows = table('Tools');
    expect(rows.map(([name, , access]) => [code(name), code(access)])).toEqual(
      TOOLS.map(({ name, access }) => [[name], [access]]),
    );
    expect(rows.filter(([, what = '']) => what.length < 10)).toEqual([]);
  });

  it('explains every variable that is read', () => {
    const config = readConfig({});
    if (!config.ok) throw new Error(config.problems.join('\n'));
    const other = ['AMIGO_ORGANIZATION_ID', 'AMIGO_BASE_URL', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'];
    const variables = [...Object.keys(config.config.origins), ...other].map((name) => name.toUpperCase());
    const rows = table('Configuration');
    const named = rows.flatMap(([name]) => code(name));
    expect([...named].sort()).toEqual([...new Set(variables)].sort());
    expect(rows.filter(([, meaning = '']) => meaning.length < 10)).toEqual([]);
  });

  it('shows for hosts what the program prints', () => {
    const desktop: unknown = JSON.parse(printed('claude-desktop'));
    const blocks = [...readme.matchAll(/^```json\n(.*?)^```/gms)].map(([, block = '']) => block);
    const opencode: unknown = JSON.parse(printed('opencode'));
    expect(blocks.map((block): unknown => JSON.parse(block))).toEqual([desktop, opencode]);
    expect(JSON.parse(printed('gemini-cli'))).toEqual(desktop);
    expect(readme).toContain(`\n\`\`\`toml\n${printed('codex')}\n\`\`\`\n`);
    const shell = /'(\{.*\})'/.exec(readme)?.[1] ?? '';
    expect(printed('claude-code')).toContain(shell);
    expect(JSON.parse(shell)).toMatchObject({ type: 'stdio' });
    expect(HOSTS.filter((host) => !readme.includes(host))).toEqual([]);
  });

  it('gives a reason for every package', () => {
    const rows = table('Dependencies');
    const packages = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)];
    expect(rows.flatMap(([names]) => code(names)).sort()).toEqual(packages.sort());
    expect(rows.filter(([, reason = '']) => reason.length < 8)).toEqual([]);
  });
});
