import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineCommands } from '../src/cli/program.js';

const ROOT = join(import.meta.dirname, '..');
const LINK = /\]\(([^)\s]+)\)/g;

const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const PAGES = [
  ...[
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'schemas/README.md',
    'fixtures/samples/README.md',
  ],
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(ROOT, folder)).flatMap((name) => (name.endsWith('.md') ? [join(folder, name)] : [])),
  ),
];

/** What a heading is linked by, as GitHub makes it. */
function anchorOf(heading: string): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  return plain.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
}

function anchorsOf(path: string): readonly string[] {
  const text = textOf(path);
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!);
  return [...text.matchAll(/^#+ +(.+?) *$/gm)].map(([, heading]) => anchorOf(heading!)).concat(named);
}

/** Words of every command that does something: `pa decide`. */
function commandNames(command: Command, before: readonly string[] = []): readonly string[] {
  return command.commands.flatMap((one) => {
    const words = [...before, one.name()];
    return one.commands.length === 0 ? [words.join(' ')] : commandNames(one, words);
  });
}

describe('the documentation', () => {
  it('has no link that leads nowhere', () => {
    const broken = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(LINK)].flatMap(([, target]) => {
        if (/^(https?|mailto):/.test(target!)) return [];
        const [file = '', anchor] = target!.split('#');
        const path = file === '' ? page : relative(ROOT, join(ROOT, dirname(page), file));
        const isThere =
          existsSync(join(ROOT, path)) && (anchor === undefined || anchorsOf(path).includes(anchor.toLowerCase()));
        return isThere ? [] : [`${page}: ${target}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it('is reached from the README, page by page', () => {
    const readme = textOf('README.md');
    const missing = readdirSync(join(ROOT, 'docs')).filter(
      (name) => name.endsWith('.md') && !readme.includes(`(docs/${name})`),
    );
    expect(missing).toEqual([]);
  });

  it('lists every command of the program in docs/cli.md', () => {
    const program = new Command();
    defineCommands(program, () => async () => undefined);
    // The first cell of a row: `partner add`, `link`, ... has the other words after the first command's.
    const cells = [...textOf('docs/cli.md').matchAll(/^\| (`.+?) \| /gm)].map(([, cell]) => cell!);
    const listed = (name: string): boolean => {
      const [first, second] = name.split(' ');
      const isNamed = (cell: string, words: string): boolean => new RegExp(`\`${words}(?=[ \`])`).test(cell);
      return cells.some(
        (cell) =>
          isNamed(cell, name) || (second !== undefined && cell.startsWith(`\`${first} `) && isNamed(cell, second)),
      );
    };
    expect(commandNames(program).filter((name) => !listed(name))).toEqual([]);
  });
});
