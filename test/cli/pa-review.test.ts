import { userInfo } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reviewWith } from '../../src/cli/commands/pa-review.js';
import { CommandContext } from '../../src/cli/context.js';
import { withDesk } from '../../src/cli/desk/open-desk.js';
import type { Prompts } from '../../src/cli/desk/prompts.js';
import { ReviewLine, twoLineRequest } from './review-line.js';
import { atTerminal, CONTROL_C, DOWN, ENTER, hasTerminal } from './terminal.js';

let line: ReviewLine;
let number: string;
beforeEach(async () => {
  line = await new ReviewLine().prepare();
  number = (await line.submit())[0]!;
});
afterEach(() => line.remove());

/** Leaves the question, as Ctrl-C does. */
const LEAVE = Symbol('leave');

/** Answers in order; a value that is not there is an error of the test. */
function answering(...answers: readonly unknown[]): Prompts & { readonly asked: string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const next = async (message: string): Promise<never> => {
    asked.push(message);
    if (left.length === 0) throw new Error(`Nobody answers "${message}"`);
    const answer = left.shift();
    if (answer === LEAVE) throw Object.assign(new Error('left'), { name: 'ExitPromptError' });
    return answer as never;
  };
  return {
    asked,
    confirm: ({ message }) => next(message),
    select: ({ message }) => next(message),
    input: ({ message }) => next(message),
    async checkbox({ message, validate }) {
      const chosen: readonly never[] = await next(message);
      expect(validate(0)).not.toBe(true);
      expect(validate(chosen.length)).toBe(true);
      return chosen;
    },
  };
}

/** A review with these answers; gives exit code and what was printed. */
async function review(prompts: Prompts, named?: string) {
  let printed = '';
  const surroundings = {
    stdout: { write: (text: string) => (printed += text) },
    stderr: { write: (text: string) => (printed += text) },
    environment: {},
    workingDirectory: line.folder,
    clock: { now: () => line.now },
  };
  const context = new CommandContext(surroundings, { config: line.configuration.file });
  const code = await withDesk(context, (desk) => reviewWith(desk, prompts, named, false));
  return { code, printed };
}

describe('a review at the terminal', () => {
  it('takes what is due first, asks line by line and carries out what was confirmed', async () => {
    const prompts = answering(
      true,
      'approve',
      'modify',
      ...['2', '2026-11-15', '2027-05-14', 'E0562', ['10'], 'Two are usual'],
      true,
      false,
    );
    const { code, printed } = await review(prompts);
    expect(code).toBe(0);
    expect(prompts.asked[1]).toBe('Line 1: E0601, 1 UN, 2026-11-15 to 2027-05-14');
    expect(printed).toContain('line 2: modified, 2 units, reason 10');
    const row = await line.row(number);
    expect(row).toMatchObject({
      status: 'adjudicated',
      lines: [
        { status: 'approved' },
        {
          status: 'modified',
          decision: { authorizedUnits: '2', message: 'Two are usual', authorizedProcedureCode: '' },
        },
      ],
    });
    expect(printed).toContain(row.paNumber);
    expect(line.responses()).toHaveLength(2);
  });

  it('decides some lines and waits for a document for the others', async () => {
    const prompts = answering(true, 'want', 'LA', 'Results of the study', 'deny', ['0F'], '', true, false);
    expect((await review(prompts)).code).toBe(0);
    expect(await line.row(number)).toMatchObject({
      status: 'deferred',
      lines: [{ status: 'deferred' }, { status: 'denied' }],
      attachments: [{ reportType: 'LA', lineNumber: 1, description: 'Results of the study' }],
    });
  });

  it('tells what the payer does not allow and asks again', async () => {
    const tooMany = ['modify', '99', '2026-11-15', '2027-05-14', 'E0601', ['10'], '', 'approve', true];
    const { code, printed } = await review(answering(true, ...tooMany, 'approve', 'approve', true), number);
    expect(code).toBe(0);
    expect(printed).toContain('Line 1: more units than were asked for');
    expect((await line.row(number)).status).toBe('adjudicated');
  });

  it('gives back what it took when the person leaves, and changes nothing before that', async () => {
    expect((await review(answering(LEAVE))).code).toBe(1);
    expect(await line.row(number)).toMatchObject({ status: 'ready-for-review', version: 1 });
    const { code, printed } = await review(answering(true, 'approve', LEAVE));
    expect(code).toBe(1);
    expect(printed).toContain('back in the queue');
    expect(await line.row(number)).toMatchObject({
      status: 'ready-for-review',
      reviewer: '',
      lines: [{ status: 'ready-for-review' }, {}],
    });
    expect(line.responses()).toHaveLength(1);
  });

  it('goes on with what the person has taken before, and leaves it there', async () => {
    await line.run('pa', 'take', number);
    const { code } = await review(answering(LEAVE));
    expect(code).toBe(1);
    expect(await line.row(number)).toMatchObject({ status: 'in-review', reviewer: userInfo().username });
  });

  it('does not touch what another reviewer has, and says so when it is named', async () => {
    await line.carry(number, { kind: 'take' }, 'bert');
    expect(await review(answering())).toMatchObject({ code: 1, printed: 'Nothing waits for review.\n' });
    const { code, printed } = await review(answering(true), number);
    expect(code).toBe(1);
    expect(printed).toContain('taken by bert');
    expect((await line.row(number)).reviewer).toBe('bert');
  });

  it('goes from one request to the next that is due', async () => {
    line.now = new Date('2026-11-02T16:00:00Z');
    const urgent = (await line.submit(twoLineRequest(102, { urgent: true }))).find((one) => one !== number)!;
    const approve = [true, 'approve', 'approve', true];
    const { code, printed } = await review(answering(...approve, true, ...approve, true));
    expect(code).toBe(0);
    expect(printed.indexOf(`PA ${urgent}`)).toBeLessThan(printed.indexOf(`PA ${number}`));
    expect((await line.row(number)).status).toBe('adjudicated');
    expect(printed).toContain('Nothing waits for review.');
  });

  it('masks what is protected unless it is asked for', async () => {
    const { printed } = await review(answering(LEAVE));
    expect(printed).not.toMatch(/SAMPLE|100000000001|G4733/);
  });

  it('needs a terminal', async () => {
    const { code, stderr } = await line.run('pa', 'review');
    expect(code).toBe(2);
    expect(stderr).toContain('terminal-needed');
  });
});

describe.skipIf(!hasTerminal)('on a real terminal', () => {
  it('is answered with the keyboard', async () => {
    const { screen, code } = await atTerminal(
      line.folder,
      ['pa', 'review', number],
      [
        ['Take it for review?', ENTER],
        ['Line 1: E0601', ENTER],
        ['Line 2: E0562', `${DOWN}${DOWN}${ENTER}`],
        ['Why is it denied?', ` ${ENTER}`],
        ['Words to provider', `No need${ENTER}`],
        ['Carry this out?', ENTER],
      ],
    );
    expect(code, screen).toBe(0);
    expect(screen).toContain('line 2: denied');
    expect(await line.row(number)).toMatchObject({
      status: 'adjudicated',
      lines: [{ status: 'approved' }, { status: 'denied', decision: { message: 'No need' } }],
    });
  });

  it('is left with Ctrl-C without a trace', async () => {
    const { screen, code } = await atTerminal(
      line.folder,
      ['pa', 'review'],
      [
        ['Take it for review?', ENTER],
        ['Line 1: E0601', CONTROL_C],
      ],
    );
    expect(code, screen).toBe(1);
    expect(screen).toContain('Nothing was decided');
    expect((await line.row(number)).status).toBe('ready-for-review');
  });
});
