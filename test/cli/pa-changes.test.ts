import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDecisionFile } from '../../src/cli/desk/decision-file.js';
import { ReviewLine, twoLineRequest } from './review-line.js';

let line: ReviewLine;
let files = 400;
beforeAll(async () => {
  line = await new ReviewLine().prepare();
});
afterAll(() => line.remove());

/** A fresh request, taken for review unless told. */
async function request(options: { readonly taken?: boolean; readonly usage?: 'P' | 'T' } = {}): Promise<string> {
  const { taken = true, ...rest } = options;
  const known = await line.withLedger(async (ledger) => ledger.priorAuthorizations({}, 0, 100).rows);
  const all = await line.submit(twoLineRequest(++files, rest));
  const number = all.find((one) => known.every(({ trackingNumber }) => trackingNumber !== one))!;
  if (taken) expect((await line.run('pa', 'take', number)).code).toBe(0);
  return number;
}

function file(name: string, text: string): string {
  writeFileSync(join(line.folder, name), text);
  return name;
}

describe('a command that cannot be carried out', () => {
  it('says which number nobody knows', async () => {
    expect(await line.run('pa', 'take', '1999999999')).toMatchObject({ code: 1, stdout: '' });
    const [fact] = await line.documents('pa-change', 'pa', 'take', '1999999999');
    expect(fact).toMatchObject({ result: 'unknown', priorAuthorization: null });
  });

  it('says what is possible in this status, and what to type for it', async () => {
    const number = await request({ taken: false });
    const { code, stderr } = await line.run('pa', 'decide', number, '--approve');
    expect(code).toBe(1);
    expect(stderr).toContain('"approve-line" is not possible in ready-for-review');
    expect(stderr).toContain(`x12gw pa take ${number}`);
    const [fact] = await line.documents('pa-change', 'pa', 'decide', number, '--approve');
    expect(fact).toMatchObject({ result: 'not-possible', priorAuthorization: { version: 1 } });
    expect(fact!.commands).toContain(`x12gw pa take ${number}`);
  });

  it('says who was faster when it is about an older version', async () => {
    const number = await request();
    const { code, stderr } = await line.run('pa', 'release', number, '--if-version', '1');
    expect(code).toBe(1);
    expect(stderr).toContain(`somebody else was faster (${userInfo().username}, take,`);
    expect(stderr).toContain('for version 2');
    expect((await line.row(number)).status).toBe('in-review');
    expect((await line.run('pa', 'release', number, '--if-version', '2')).code).toBe(0);
    expect((await line.run('pa', 'release', number, '--if-version', 'two')).code).toBe(2);
  });

  it('names every problem of a decision at once, with the reasons there are', async () => {
    const number = await request();
    const bad = ['--line', '1', '--line', '9', '--units', '5', '--reason', 'ZZ'];
    const { code, stderr } = await line.run('pa', 'decide', number, '--modify', ...bad);
    expect(code).toBe(1);
    expect(stderr).toContain('Line 9 is not in this prior authorization');
    expect(stderr).toContain('Line 1 has a reason code that the payer does not use');
    expect(stderr).toContain('Line 1: more units than were asked for');
    expect(stderr).toContain('0F  Not medically necessary');
    const [fact] = await line.documents('pa-change', 'pa', 'decide', number, '--deny');
    expect(fact).toMatchObject({ result: 'refused', problems: [{ problem: 'reason-missing', line: 1 }, { line: 2 }] });
    expect((await line.row(number)).version).toBe(2);
  });
});

describe('deciding', () => {
  it('wants one outcome, and none of the flags beside a file', async () => {
    expect((await line.run('pa', 'decide', '1000000001')).code).toBe(2);
    expect((await line.run('pa', 'decide', '1000000001', '--approve', '--deny')).code).toBe(2);
    expect((await line.run('pa', 'decide', '1000000001', '--file', 'x.yaml', '--units', '2')).code).toBe(2);
    expect((await line.run('pa', 'decide', '1000000001', '--approve', '--line', 'one')).code).toBe(2);
    const misspelt = ['--modify', '--procedure', 'e-601', '--modifier', 'R'];
    const { code, stderr } = await line.run('pa', 'decide', '1000000001', ...misspelt);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--procedure is .*--modifier is /);
  });

  it('goes line by line from a file, one entry speaking for all other lines', async () => {
    const number = await request();
    const decision = {
      decisions: [{ outcome: 'approved' }, { line: 2, outcome: 'modified', units: 1, reasons: ['10'] }],
    };
    file('decision.json', JSON.stringify({ version: 2, ...decision }));
    expect((await line.run('pa', 'decide', number, '--file', 'decision.json')).code).toBe(0);
    expect(await line.row(number)).toMatchObject({
      status: 'adjudicated',
      lines: [
        { decision: { outcome: 'approved', authorizedUnits: '1' } },
        { decision: { outcome: 'modified', authorizedUnits: '1', reasons: ['10'] } },
      ],
    });
    const again = await line.run('pa', 'decide', number, '--file', 'decision.json');
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('somebody else was faster');
  });

  it('takes the file that the documentation shows', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/cli.md'), 'utf8');
    const [, example] = /```yaml\n(version: [\s\S]*?)```/.exec(page) ?? [];
    file('documented.yaml', example!);
    expect(readDecisionFile(join(line.folder, 'documented.yaml'))).toMatchObject({
      version: 4,
      entries: [{ outcome: 'approved' }, { lineNumber: 2, outcome: 'modified', authorizedUnits: '5' }],
    });
  });

  it('refuses a file with every problem and its place', async () => {
    const yaml = `decisions:
  - line: 1
    outcome: maybe
    color: red
  - outcome: denied
    from: 2026-11-15
    to: soon
    units: -1
`;
    file('decision.yaml', yaml);
    const { code, stderr } = await line.run('pa', 'decide', '1000000001', '--file', 'decision.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('line 3, decisions.0.outcome: must be one of approved, modified, denied');
    expect(stderr).toContain('line 4, decisions.0.color: is not known here');
    expect(stderr).toContain('line 7, decisions.1.to: must be a day');
    expect(stderr).toContain('line 8, decisions.1.units: must be a number above zero');
    expect(stderr).not.toContain('line 6');
    expect((await line.run('pa', 'decide', '1000000001', '--file', file('two.yaml', 'decisions: ['))).code).toBe(2);
    expect((await line.run('pa', 'decide', '1000000001', '--file', 'absent.yaml')).code).toBe(2);
    const both = file('both.yaml', 'decisions:\n- outcome: approved\n- outcome: denied\n');
    expect((await line.run('pa', 'decide', '1000000001', '--file', both)).stderr).toContain('only one entry');
  });

  it.each([
    ['an alias without its anchor', '*one', 'neither JSON nor YAML'],
    [
      'aliases that stand for a million values',
      `${'abcdef'.replaceAll(/./g, (name, at) => {
        const before = at === 0 ? 'x' : `*${'abcdef'[at - 1]}`;
        return `${name}: &${name} [${Array(10).fill(before)}]\n`;
      })}decisions: *f\n`,
      'neither JSON nor YAML',
    ],
    ['more bytes than a decision can have', `# ${'x'.repeat(1_000_000)}`, 'larger than a decision can be'],
  ])('refuses a file with %s as the reviewer’s own slip', (_name, text, said) => {
    file('hostile.yaml', text);
    expect(() => readDecisionFile(join(line.folder, 'hostile.yaml'))).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(said) }),
    );
  });

  it('lists the first problems of a file that has thousands, and tells one that has several forms once', () => {
    const many = '  - { line: 1, outcome: none }\n'.repeat(5_000);
    file('many.yaml', `decisions:\n${many}`);
    const read = () => readDecisionFile(join(line.folder, 'many.yaml'));
    expect(read).toThrow(/5001 problems:(\n.*){20}\n {2}and 4981 more$/);
    file('once.yaml', 'decisions:\n  - { line: 1, outcome: modified, units: .nan }\n');
    expect(() => readDecisionFile(join(line.folder, 'once.yaml'))).toThrow('has a problem');
  });
});

describe('words that hold control characters', () => {
  it('paint nothing and forge no line on the terminal of whoever reads them', async () => {
    const number = await request();
    const message = '\u001b[31mred\u0007\n  decided    2026-01-01\u009b1A';
    await line.run('pa', 'decide', number, '--deny', '--line', '1', '--reason', '0F', '--message', message);
    await line.run('pa', 'defer', number, '--want', 'LA', '--line', '2', '--reason', `Labs ${message}`);
    const { stdout } = await line.run('pa', 'show', number, '--show-values');
    expect(stdout).toContain('message  [31mred   decided    2026-01-01 1A');
    expect(stdout).toContain('Labs  [31mred');
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(stdout).not.toMatch(/^ {2}decided/m);
  });
});

describe('asking for documents', () => {
  it('takes several questions, each with flags of its own in any order', async () => {
    const number = await request();
    const first = ['--reason', 'Latest results', '--want', 'LA', '--line', '1'];
    const second = ['--want', 'XP', '--reason', 'Of the wound', '--line', '2', '--loinc', '72170-4'];
    expect((await line.run('pa', 'defer', number, ...first, ...second)).code).toBe(0);
    expect((await line.row(number)).attachments).toMatchObject([
      { reportType: 'LA', description: 'Latest results', lineNumber: 1, state: 'wanted' },
      { reportType: 'XP', description: 'Of the wound', lineNumber: 2, loinc: '72170-4' },
    ]);
  });

  it('refuses a question that is not whole and a type no answer can carry', async () => {
    const defer = (...words: string[]) => line.run('pa', 'defer', '1000000001', ...words);
    const both = await defer('--want', 'LA', '--reason', 'Results', '--want', 'XP');
    expect(both).toMatchObject({ code: 2 });
    expect(both.stderr).toContain('Question 2 does not say why');
    expect((await defer('--want', 'Q9', '--reason', 'Results')).stderr).toContain('Q9 is no report type');
    expect((await defer('--want', 'LA', '--reason', 'Results', '--loinc', '7')).code).toBe(2);
    expect((await defer('--want', 'LA')).code).toBe(2);
  });
});

describe('cancelling and voiding', () => {
  it('cancels a duplicate with the number of the request it doubles', async () => {
    const other = await request({ taken: false });
    const number = await request({ taken: false });
    const cancel = (...words: string[]) => line.run('pa', 'cancel', number, '--cause', ...words);
    expect((await cancel('duplicate', '--of', '1999999999')).code).toBe(1);
    expect((await cancel('duplicate', '--of', number)).code).toBe(2);
    expect((await cancel('eligibility', '--of', other)).code).toBe(2);
    expect((await cancel('duplicate', '--of', other)).code).toBe(0);
    expect(await line.row(number)).toMatchObject({
      status: 'adjudicated',
      lines: [{ status: 'cancelled', decision: { duplicateOf: other } }, { status: 'cancelled' }],
    });
    expect(line.downloads('278').length).toBeGreaterThan(2);
  });

  it('asks who voids it, and lets the provider only while nobody reviews it', async () => {
    const number = await request();
    expect((await line.run('pa', 'void', number)).code).toBe(2);
    expect((await line.run('pa', 'void', number, '--as-provider', '--message', 'Both')).code).toBe(2);
    const provider = await line.run('pa', 'void', number, '--as-provider');
    expect(provider).toMatchObject({ code: 1 });
    expect(provider.stderr).toContain('"void" is not possible in in-review');
    expect((await line.run('pa', 'void', number, '--message', 'Sent twice')).code).toBe(0);
    expect((await line.row(number)).status).toBe('void');
    const mine = await request({ taken: false });
    expect((await line.run('pa', 'void', mine, '--as-provider')).code).toBe(0);
    expect((await line.row(mine)).status).toBe('cancelled-by-provider');
  });
});

describe('what belongs to other days and rooms', () => {
  it('records the outcome of an appeal once, and only of a line that was not approved', async () => {
    const number = await request();
    await line.run('pa', 'decide', number, '--deny', '--reason', '0F');
    const appeal = (...words: string[]) => line.run('pa', 'appeal-outcome', number, '--outcome', ...words);
    expect((await appeal('upheld', '--on', '2026-11-02')).code).toBe(0);
    expect((await appeal('overturned', '--on', '2026-11-02')).stderr).toContain('recorded already');
    expect((await appeal('maybe', '--on', '2026-11-02')).code).toBe(2);
    expect((await line.row(number)).appeal).toMatchObject({ outcome: 'upheld', recordedBy: userInfo().username });
  });

  it('reviews nothing in test', async () => {
    const number = await request({ taken: false, usage: 'T' });
    expect(number).toMatch(/^9/);
    const { code, stderr } = await line.run('pa', 'take', number);
    expect(code).toBe(1);
    expect(stderr).toContain('not possible in testing');
  });

  it('shows no protected value, whatever a command prints', async () => {
    const number = await request({ taken: false });
    const outcomes = [
      await line.run('pa', 'take', number),
      await line.run('pa', 'void', number, '--as-provider'),
      await line.run('pa', 'defer', number, '--want', 'LA', '--reason', 'CANARY of SAMPLE'),
      await line.run('pa', 'take', number, '--json'),
    ];
    for (const { stdout, stderr } of outcomes) {
      expect(stdout + stderr).not.toMatch(/SAMPLE|CANARY|100000000001|1971|G4733/);
    }
  });
});
