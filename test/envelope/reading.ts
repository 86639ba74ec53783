import type { EnvelopeHandler } from '../../src/envelope/envelope-handler.js';
import type { HeaderRules } from '../../src/envelope/header-checks.js';
import { InterchangeReader } from '../../src/envelope/interchange-reader.js';
import type { Finding } from '../../src/findings/finding.js';
import { defaultSchemasRoot, loadSchemas } from '../../src/guides/load.js';
import { Tokenizer } from '../../src/x12/tokenizer.js';
import { bytesOf, isa } from '../x12/tokens.js';

export const CATALOGUE = loadSchemas(defaultSchemasRoot()).findings;

/** What the reader told of one file, in order, with the codes of its findings. */
export interface Reading {
  /** `interchange`, `group`, `set`, their ends, and segment ids of sets. */
  readonly events: readonly string[];
  readonly interchanges: readonly {
    readonly byteEnd: number;
    readonly codes: readonly string[];
    readonly groups: number;
    readonly acknowledgments: readonly (readonly string[])[];
  }[];
  readonly groups: readonly {
    readonly byteEnd: number;
    readonly codes: readonly string[];
    readonly included: number;
    readonly received: number;
  }[];
  readonly sets: readonly {
    readonly text: string;
    readonly segments: number;
    readonly codes: readonly string[];
  }[];
  readonly stray: readonly (readonly [string, number, number])[];
  readonly unreadable: readonly (readonly [number, number])[];
  readonly findings: readonly Finding[];
}

const codes = (findings: readonly Finding[]) => findings.map((finding) => finding.code);

/** Reads a file's envelopes in one piece. */
export function readEnvelopes(text: string, rules?: HeaderRules, maximumSegment = 65536): Reading {
  const events: string[] = [];
  const interchanges: Reading['interchanges'][number][] = [];
  const groups: Reading['groups'][number][] = [];
  const sets: Reading['sets'][number][] = [];
  const stray: Reading['stray'][number][] = [];
  const unreadable: Reading['unreadable'][number][] = [];
  const findings: Finding[] = [];
  let openSet = { byteStart: 0, findings: [] as readonly Finding[] };
  const handler: EnvelopeHandler = {
    interchangeOpened: () => events.push('interchange'),
    acknowledgmentMet: () => undefined,
    groupOpened: () => events.push('group'),
    setOpened: (opening) => {
      events.push('set');
      openSet = opening;
    },
    segment: (view) => events.push(view.id),
    setClosed: (closing) => {
      events.push('set end');
      const all = [...openSet.findings, ...closing.findings];
      findings.push(...all);
      sets.push({
        text: text.slice(openSet.byteStart, closing.byteEnd),
        segments: closing.segmentCount,
        codes: codes(all),
      });
    },
    groupClosed: (closing) => {
      events.push('group end');
      findings.push(...closing.findings);
      const { byteEnd, setsIncluded: included, setsReceived: received } = closing;
      groups.push({ byteEnd, codes: codes(closing.findings), included, received });
    },
    interchangeClosed: (closing) => {
      events.push('interchange end');
      findings.push(...closing.findings);
      const { byteEnd, groups: count, receivedAcknowledgments: acknowledgments } = closing;
      interchanges.push({ byteEnd, codes: codes(closing.findings), groups: count, acknowledgments });
    },
    stray: (kind, at, length) => stray.push([kind, at, length]),
    headerUnreadable: (at, length) => unreadable.push([at, length]),
  };
  const reader = new InterchangeReader(handler, CATALOGUE, { rules, guides: new Set(['005010X217', '005010X222A1']) });
  const tokenizer = new Tokenizer(reader, { maximumSegment });
  tokenizer.push(bytesOf(text));
  tokenizer.end();
  reader.end(text.length);
  return { events, interchanges, groups, sets, stray, unreadable, findings };
}

export const GS = 'GS*HI*110012345A*PAYER01*20261103*0915*101*X*005010X217~';
export const SET = 'ST*278*0001*005010X217~BHT*0007*13*A*20261103*0915~SE*3*0001~';
export const GE = 'GE*1*101~';
export const IEA = 'IEA*1*000000101~';

/** One interchange around these segments. */
export const around = (body: string, iea = IEA) => `${isa()}${body}${iea}`;

export const GOOD = around(`${GS}${SET}${GE}`);
