import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';
import { caseInput, Installation, pendedRequests } from './installation.js';

/**
 * Marked values planted where a member's identity stands. They may lie in the sender's bytes (originals), in the ledger,
 * and in answers to that sender (X12, and the claim report it needs to find its claims); nowhere else.
 */
const CANARIES = [
  'CANARYLAST',
  'CANARYFIRST',
  'CANARYMEMBER01',
  '19331133',
  'CANARYSTREET',
  'CANARYCLAIM',
  'CANARYFILE',
];
const ANSWERS = /\.(ta1|999|278)(\.\d+)?\.x12$|\.claims(\.\d+)?\.txt$/;

let installation: Installation;

beforeEach(async () => {
  installation = await new Installation().prepare();
});
afterEach(() => installation.remove());

/** How the marked elements are sent: right, each broken, or one place too far to the left for want of a separator. */
type Marking = 'right' | 'broken' | 'moved';

/** A request and a claim file about a marked member. */
function marked(marking: Marking): readonly [string, string] {
  const faulty = marking === 'broken';
  const gap = marking === 'moved' ? '***' : '****';
  const person = (text: string) =>
    text
      .replaceAll(/NM1\*IL\*1\*[^~]*~/g, `NM1*IL*1*CANARYLAST*CANARYFIRST${gap}MI*CANARYMEMBER01${faulty ? '*X' : ''}~`)
      .replaceAll(/DMG\*D8\*\d{8}/g, `DMG*D8*${faulty ? '19331133' : '19710415'}`)
      .replaceAll('7 MAPLE CT', faulty ? `CANARYSTREET${'.'.repeat(60)}` : '7 CANARYSTREET')
      .replaceAll(/CLM\*PRC-C-(\d+)/g, faulty ? 'CLM*CANARYCLAIM$1*X' : 'CLM*CANARYCLAIM$1');
  return [person(pendedRequests()), person(caseInput('837p-three-claims'))];
}

/** All files below a folder with their paths. */
function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Every command that says what happened, as an operator would type it. */
async function everythingSaid(files: readonly string[]): Promise<string> {
  let said = '';
  const stream = { write: (text: string) => (said += text), isTTY: false, columns: 120, on: () => stream };
  const surroundings = {
    stdout: stream as never,
    stderr: stream as never,
    environment: {},
    workingDirectory: installation.root,
    clock: { now: () => new Date() },
  };
  const commands = [
    ['status'],
    ['downloads'],
    ['reconcile'],
    ['quarantine', 'list'],
    ['pa', 'list'],
    ['pa', 'show', '9000000001'],
    ['trace', 'S00000001'],
    ['trace', 'S00000002'],
    ['trace', '9000000001'],
    ['partner', 'show', installation.partner],
    ['doctor'],
    ...files.map((file) => ['validate', file]),
  ];
  for (const command of commands) {
    for (const format of [[], ['--json']]) {
      await run([...command, ...format, '--config', installation.configuration.file], surroundings);
    }
  }
  return said;
}

it.each<[string, Marking]>([
  ['accepted', 'right'],
  ['refused', 'broken'],
  ['refused for a lost separator', 'moved'],
])('of a file that is %s no name, id, address or birth date leaves the files it belongs in', async (_what, marking) => {
  const { file, payer } = installation.configuration;
  const settings = { dataDirectory: installation.folder.root, payer, overlay: 'neutral' };
  writeFileSync(file, JSON.stringify(settings));
  const texts = marked(marking);
  const paths = texts.map((text, index) => {
    const path = join(installation.root, `input-${index}.x12`);
    writeFileSync(path, text, 'latin1');
    return path;
  });
  for (const [index, text] of texts.entries()) installation.drop(`CANARYFILE-${index}.x12`, text);
  await installation.runOnce();

  const said = await everythingSaid(paths);
  expect(said).toContain('S00000001');
  const places = new Map<string, string>([
    ['what the commands said', said],
    ['the log', installation.log.lines.join('\n')],
  ]);
  for (const path of filesBelow(installation.folder.root)) {
    places.set(`the name ${path}`, path);
    const isTheirs = path.startsWith(installation.folder.originals) || path.includes('ledger') || ANSWERS.test(path);
    if (!isTheirs) places.set(path, readFileSync(path, 'latin1'));
  }
  for (const [place, text] of places) {
    for (const canary of CANARIES) expect(text.includes(canary), `${canary} in ${place}`).toBe(false);
  }
});
