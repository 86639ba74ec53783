import type { PriorAuthorizationCommand } from '../../src/domain/prior-authorization/command.js';
import type { PriorAuthorizationEvent } from '../../src/domain/prior-authorization/status.js';
import type { ReferenceMember } from '../../src/domain/reference.js';

/** A plain document that a sender puts into its `attachments/`. */
export interface LaidDocument {
  readonly partnerId: string;
  /** Submitter's transaction id (BHT03) of the request in whose folder it lies; '' for beside the folders. */
  readonly request: string;
  readonly name: string;
  readonly content: Buffer;
}

/** A reviewer's next command on a request, carried out unless its event has happened so often already. */
export interface PlannedCommand {
  /** Submitter's transaction id (BHT03). */
  readonly request: string;
  readonly command: PriorAuthorizationCommand;
  /** What the history has of it, and how often it has it then. */
  readonly event: PriorAuthorizationEvent;
  readonly times: number;
}

/** What a wave has beside its files. Written to `plan.json` of a run folder, by the wave's name. */
export interface WavePlan {
  /** Carried out in order while the gateway runs; before it starts when no files are dropped. */
  readonly commands: readonly PlannedCommand[];
  /** Days by which the gateway's clock is ahead, so that deferrals end. */
  readonly daysAhead: number;
}

/** The requests that are reviewed, by their BHT03; each of a member of its own. */
export const REVIEWED = ['RQ1', 'RQ2', 'RQ3', 'RQ4', 'RQ5'] as const;

const DOCUMENT = `%PDF-1.7\n~SE*1*0001~GE*1*1~ ends nothing inside a document\n${'page after page '.repeat(6_000)}\n%%EOF\n`;
const NOTE = 'The patient has slept with the device for four weeks.\n';
const PROGRAM = '\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00';

/** The production requests in one interchange; each announces a document of the sender's own number, `RQ2-OWN`. */
export function requestsFile(): string {
  const sets = REVIEWED.map((request, at) =>
    set('278', '005010X217', at + 1, [
      `BHT*0007*13*${request}*20261103*0915`,
      ...['HL*1**20*1', 'NM1*X3*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042'],
      ...['HL*2*1*21*1', 'NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129', 'PER*IC*REFERRAL DESK*TE*5551230100'],
      ...['HL*3*2*22*1', `NM1*IL*1*${'ABCDE'[at]}LDER*ROBIN****MI*NL70020010${at}`, 'DMG*D8*19710415*F'],
      ...['HL*4*3*EV*1', `TRN*1*${request}-EVENT*9PRCLINIC1`, 'UM*HS*I*12*12:B', 'DTP*AAH*D8*20261116', 'HI*ABK:M1711'],
      ...[`PWK*LA*EL***AC*${request}-OWN`, 'MSG*WHY IT IS NEEDED'],
      ...['HL*5*4*SS*0', 'DTP*472*D8*20261116', 'SV1*HC:E0601**UN*3'],
    ]),
  );
  return interchange('HI', '005010X217', 310, sets);
}

/** A 275 of three attachments: what RQ2 waits for, a document of nobody, and one that is not taken. */
export function documentsFile(): string {
  const documents = [
    ['RQ2-OWN', DOCUMENT],
    ['OF-NOBODY', NOTE],
    ['RQ2-OWN', PROGRAM],
  ] as const;
  const segments = [
    'BGN*11*STUDY-1*20261104',
    'NM1*1P*2*PINERIDGE CLINIC*****XX*1887004129',
    'NM1*PR*2*NORTHLAKE HEALTH PLAN*****PI*NLHP00042',
    ...documents.flatMap(([number, content], at) => [
      ...[`LX*${at + 1}`, `TRN*2*${number}`, 'DTP*368*D8*20261104', 'CAT*AE*TX', 'EFI*05'],
      `BIN*${Buffer.byteLength(content, 'latin1')}*${content}`,
    ]),
  ];
  return interchange('PI', '005010X211', 311, [set('275', '005010X211', 1, segments)]);
}

/** Plain documents: what RQ3 waits for, the same bytes as in the 275 for RQ5, one of nobody, one that is not taken. */
export function laidDocuments(): readonly LaidDocument[] {
  const laid = (request: string, name: string, content: string): LaidDocument => ({
    partnerId: 'pineridge',
    request,
    name,
    content: Buffer.from(content, 'latin1'),
  });
  return [
    laid('RQ3', 'results.pdf', DOCUMENT.replace('page', 'leaf')),
    laid('RQ5', 'study.pdf', DOCUMENT),
    laid('', 'lost.txt', `${NOTE}Whose is it?\n`),
    laid('RQ5', 'picture.png', PROGRAM),
  ];
}

/**
 * What reviewers do. RQ1 is approved; RQ2 is deferred, answered by a 275 and denied; RQ3 deferred, answered by a plain
 * document and approved for less; RQ4 deferred and never answered; RQ5 gets documents nobody asked for and is cancelled.
 */
export function plan(): Readonly<Record<string, WavePlan>> {
  const decide = (request: string, decision: object): PlannedCommand => ({
    request,
    command: { kind: 'decide', decisions: [{ lineNumber: 1, ...decision }] as never },
    event: 'finish',
    times: 1,
  });
  const take = (request: string, times = 1): PlannedCommand => ({
    request,
    command: { kind: 'take' },
    event: 'take',
    times,
  });
  const defer = (request: string): PlannedCommand => ({
    request,
    command: {
      kind: 'defer',
      wants: [{ lineNumber: 0, reportType: 'LA', reason: 'Results of the sleep study', loinc: '' }],
    },
    event: 'defer',
    times: 1,
  });
  const deferred = ['RQ2', 'RQ3', 'RQ4'].flatMap((request) => [take(request), defer(request)]);
  return {
    'wave-1': { daysAhead: 0, commands: deferred },
    'wave-2': { daysAhead: 0, commands: [take('RQ1'), decide('RQ1', { outcome: 'approved' })] },
    'wave-3': {
      daysAhead: 15,
      commands: [
        ...[take('RQ2', 2), decide('RQ2', { outcome: 'denied', reasons: ['0F'], message: 'Not shown to be needed' })],
        ...[take('RQ3', 2), decide('RQ3', { outcome: 'modified', authorizedUnits: '2', reasons: ['0L'] })],
        {
          request: 'RQ5',
          command: { kind: 'cancel', lines: [], cause: 'not-required', duplicateOf: '', message: '' },
          event: 'cancel-line',
          times: 1,
        },
      ],
    },
  };
}

/** Every member that some 278 names, with an address, so that each letter can be made. */
export function membersOf(files: readonly string[]): readonly ReferenceMember[] {
  const named = /NM1\*IL\*1\*([^*~]*)\*([^*~]*)\*\*\*\*MI\*([^*~]+)~(?:DMG\*D8\*(\d{4})(\d{2})(\d{2})\*(\w)~)?/g;
  const members = new Map<string, ReferenceMember>();
  for (const [, last, first, memberId, year, month, day, gender] of files.flatMap((text) => [
    ...text.matchAll(named),
  ])) {
    members.set(memberId!, {
      ...{ memberId: memberId!, last: last!, first: first!, middle: '', gender: gender ?? '' },
      birthDate: year === undefined ? '' : `${year}-${month}-${day}`,
      address: { lines: ['1 Elm Street'], city: 'Northlake', state: 'NY', postalCode: '10001' },
      ...{ eligibleFrom: '', eligibleTo: '', isInCaseManagement: false, isInManagedCare: false },
    });
  }
  return [...members.values()];
}

function set(transactionSet: string, version: string, at: number, segments: readonly string[]): string {
  const number = String(at).padStart(4, '0');
  const all = [`ST*${transactionSet}*${number}*${version}`, ...segments, `SE*${segments.length + 2}*${number}`];
  return `${all.join('~')}~`;
}

function interchange(group: string, version: string, controlNumber: number, sets: readonly string[]): string {
  const digits = String(controlNumber).padStart(9, '0');
  return [
    `ISA*00*          *00*          *ZZ*PRCLINIC01     *ZZ*NLHP00042      *261103*0915*^*00501*${digits}*0*P*:~`,
    `GS*${group}*PRCLINIC01*NLHP00042*20261103*0915*${controlNumber}*X*${version}~`,
    ...sets,
    `GE*${sets.length}*${controlNumber}~`,
    `IEA*1*${digits}~`,
  ].join('');
}
