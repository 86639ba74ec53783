import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/main.js';
import { caseInput, Installation, numbered, pendedRequests } from './installation.js';

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
const ANSWERS = /\.(ta1|999|277ca|278)(\.\d+)?\.x12$|\.claims(\.\d+)?\.txt$/;

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

/** Commands as somebody would type them, in words and as facts; what they print and the error stream. */
async function saidBy(commands: readonly (readonly string[])[], formats: readonly string[][] = [[], ['--json']]) {
  let said = '';
  const stream = { write: (text: string) => (said += text), isTTY: false, columns: 120, on: () => stream };
  const surroundings = {
    stdout: stream as never,
    stderr: stream as never,
    environment: {},
    workingDirectory: installation.root,
    clock: { now: () => new Date() },
  };
  for (const command of commands) {
    for (const format of formats) {
      await run([...command, ...format, '--config', installation.configuration.file], surroundings);
    }
  }
  return said;
}

/** Every command that says what happened, as an operator would type it. */
function everythingSaid(files: readonly string[]): Promise<string> {
  return saidBy([
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
  ]);
}

/** The configuration as a file, for commands. */
function writeConfiguration(): void {
  const { file, payer } = installation.configuration;
  writeFileSync(file, JSON.stringify({ dataDirectory: installation.folder.root, payer, overlay: 'neutral' }));
}

it.each<[string, Marking]>([
  ['accepted', 'right'],
  ['refused', 'broken'],
  ['refused for a lost separator', 'moved'],
])('of a file that is %s no name, id, address or birth date leaves the files it belongs in', async (_what, marking) => {
  writeConfiguration();
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

/** What a prior authorization gathers on its way to the decision, beside what the request says of the member. */
const LIFE_CANARIES = [
  ...CANARIES,
  'Q8789',
  'CANARYRATIONALE',
  'CANARYANNOUNCED',
  'CANARYCONTACT',
  'CANARYREASON',
  'CANARYWORDS',
  'CANARYCONTENT',
];

/** Requests in production of marked members, each with words, a diagnosis and an announced document. */
function markedRequests(): string {
  return pendedRequests()
    .replace(/(ISA(?:\*[^*]*){14}\*)T/, '$1P')
    .replaceAll(/NM1\*IL\*1\*[^~]*~/g, 'NM1*IL*1*CANARYLAST*CANARYFIRST****MI*CANARYMEMBER01~')
    .replaceAll('REFERRAL DESK', 'CANARYCONTACT')
    .replaceAll(/HI\*ABK:\w+~/g, 'HI*ABK:Q8789~PWK*LA*EL***AC*CANARYFILE01*CANARYANNOUNCED~')
    .replaceAll('WHY IT IS NEEDED', 'CANARYRATIONALE')
    .replaceAll('SE*20*', 'SE*21*');
}

/** A 275 with one document, for the number in TRN02. */
function markedAttachment(controlNumber: string): string {
  const document = 'CANARYCONTENT SENT AS A 275';
  const segments = [
    'BGN*02*PRC-ATT-1*20261104',
    'NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129',
    'PER*IC*CANARYCONTACT*TE*5551230100',
    'NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
    'NM1*QC*1*CANARYLAST*CANARYFIRST****MI*CANARYMEMBER01',
    'LX*1',
    `TRN*1*${controlNumber}`,
    'DTP*368*D8*20261104',
    'CAT*AE*TX',
    'EFI*05',
    `BIN*${document.length}*${document}`,
  ];
  const [header = ''] = markedRequests().split('GS*');
  const set = ['ST*275*0001*005010X211', ...segments, `SE*${segments.length + 2}*0001`];
  const group = ['GS*PI*PRCLINIC01*NLHP00042*20261104*0915*101*X*005010X211', ...set, 'GE*1*101', 'IEA*1*000000101'];
  return `${header}${group.join('~')}~`;
}

it('of a prior authorization from request to letter nothing protected is said, logged, named or shown to others', async () => {
  writeConfiguration();
  const { folder, log, root } = installation;
  const members = join(root, 'CANARYFILE-members.csv');
  const columns = 'member_id,last_name,first_name,birth_date,address_1,city,state,postal_code';
  const rows = ['CANARYMEMBER01,CANARYLAST,CANARYFIRST,1971-04-15,7 CANARYSTREET,Northlake,MA,02110'];
  writeFileSync(members, [columns, ...rows].join('\n'));
  const wrong = join(root, 'wrong.csv');
  writeFileSync(
    wrong,
    [columns, ...rows, 'CANARYMEMBER01,CANARYLAST,"CANARY\nFIRST",19331133,,,CANARY,CANARYSTREET'].join('\n'),
  );
  // An operator sees the path that was typed, and nothing of what the file holds.
  const imported = await saidBy([
    ['reference', 'import', 'members', wrong],
    ['reference', 'import', 'members', members],
    ['reference', 'list'],
  ]);
  expect(imported).toContain('birth_date');

  installation.drop('CANARYFILE.x12', markedRequests());
  await installation.runOnce();
  const [first, second] = ['1000000001', '1000000002'];
  let said = await saidBy(
    [
      ['pa', 'take', first],
      ['pa', 'defer', first, '--want', 'LA', '--reason', 'CANARYREASON'],
      ['pa', 'take', second],
      ['pa', 'decide', second, '--deny', '--reason', '0F', '--message', 'CANARYWORDS'],
    ],
    [[]],
  );
  const controlNumber = /PWK\*LA\*EL\*\*\*AC\*(CN\d{10})/.exec(
    filesBelow(folder.downloads)
      .map((path) => readFileSync(path, 'latin1'))
      .join(),
  )?.[1];
  installation.drop('CANARYFILE.275', numbered(markedAttachment(controlNumber ?? ''), 102));
  installation.drop('CANARYFILE-2.275', numbered(markedAttachment('CANARYFILE99'), 103));
  for (const number of [first, '1999999999']) {
    const attachments = join(folder.partner(installation.partner).attachments, number);
    mkdirSync(attachments, { recursive: true });
    writeFileSync(join(attachments, 'CANARYFILE-CANARYLAST.txt'), `CANARYCONTENT for ${number}`);
  }
  await installation.runOnce();
  const byHand = join(root, 'CANARYFILE-by-hand.txt');
  writeFileSync(byHand, 'CANARYCONTENT by mail');
  said += await saidBy(
    [
      ['pa', 'attach', first, byHand],
      ['pa', 'take', first],
      ['pa', 'decide', first, '--approve', '--line', '9', '--message', 'CANARYWORDS'],
      ['pa', 'decide', first, '--approve', '--message', 'CANARYWORDS'],
      ['pa', 'decide', first, '--approve'],
    ],
    [[]],
  );
  await installation.runOnce();
  said += await everythingSaid([]);
  said += await saidBy([
    ...[first, second].flatMap((number) => [
      ['pa', 'show', number],
      ['trace', number],
      ['pa', 'letters', number],
      ['pa', 'documents', number],
    ]),
    ['pa', 'list', '--all'],
    ['pa', 'due'],
    ['pa', 'letters'],
    ['pa', 'documents'],
    ['pa', 'documents', '--state', 'unmatched'],
    ['pa', 'metrics', '--year', String(new Date().getFullYear())],
    ['trace', controlNumber ?? ''],
    ['trace', 'S00000003'],
    ['reference', 'list'],
  ]);
  expect(said).toContain(`${first}`);
  expect(said).toContain('adjudicated');
  expect(said).toContain('unmatched');
  expect(controlNumber).toBeDefined();
  const places = new Map<string, string>([
    ['what the commands said', said],
    ['what an import said', imported.replaceAll(members, '')],
    ['the log', log.lines.join('\n')],
  ]);
  // Letters to the member, and notices, answers and what was sent in of the partner's own, are for their eyes.
  const letters = /handoff\/letters\/.*\.letter(\.\d+)?\.(pdf|txt|json)$/;
  const notices = /\.notice(\.\d+)?\.(pdf|txt)$/;
  for (const path of filesBelow(folder.root)) {
    places.set(`the name ${path}`, path);
    const isStored = [folder.originals, folder.documents].some((parent) => path.startsWith(parent));
    const isTheirs = isStored || path.includes('ledger') || [ANSWERS, letters, notices].some((form) => form.test(path));
    if (!isTheirs) places.set(path, readFileSync(path, 'latin1'));
  }
  for (const [place, text] of places) {
    for (const canary of LIFE_CANARIES) expect(text.includes(canary), `${canary} in ${place}`).toBe(false);
  }
  const handedOff = filesBelow(folder.handoff).filter((path) => letters.test(path));
  expect(handedOff.some((path) => readFileSync(path, 'latin1').includes('CANARYSTREET'))).toBe(true);
});
