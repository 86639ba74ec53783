import type { InterchangeOutcome } from '../../envelope/outcome.js';
import type { Finding } from '../../findings/finding.js';
import { type ElementProtection, protectionOf } from '../../report/element-protection.js';
import { type FindingOwner, type NumberedFinding, numberFindings } from '../../report/finding-id.js';
import { printable } from '../../report/layout.js';
import { LineCounter } from '../../report/line-counter.js';
import { findingText } from '../../report/text.js';
import type { FileReader } from './file-reader.js';
import { findingFact } from './finding-fact.js';
import type { Validation } from './validation.js';

/** Findings shown of one interchange; nobody reads more, and memory stays small. */
const MOST_FINDINGS = 10_000;

/** The group, and the set in it, that findings belong to; neither for those of an interchange or of the file. */
interface Enclosure {
  /** 0-based in the interchange. */
  readonly group?: number;
  /** ST02. */
  readonly controlNumber?: string;
  readonly guideId?: string;
  /** ST01. */
  readonly transactionSet?: string;
}

/** A finding that is still to be printed. */
interface Kept extends NumberedFinding {
  readonly enclosure: Enclosure;
}

/** Holds the findings of one interchange until its header is known, then prints them in the order of their bytes. */
export class FindingPrinter {
  rejections = 0;
  warnings = 0;
  readonly #validation: Validation;
  readonly #label: string;
  readonly #reader: FileReader;
  readonly #lines: LineCounter;
  readonly #protections = new Map<string, ElementProtection>();
  #kept: Kept[] = [];
  #heading = '';
  #leftOut = 0;

  constructor(validation: Validation, reader: FileReader) {
    this.#validation = validation;
    this.#label = validation.label;
    this.#reader = reader;
    this.#lines = new LineCounter((offset, length) => reader.read(offset, length));
  }

  /** `total` counts also those that were found and not kept before. */
  keep(findings: readonly Finding[], total: number, owner: FindingOwner, enclosure: Enclosure = {}): void {
    const room = Math.max(0, MOST_FINDINGS - this.#kept.length);
    for (const numbered of numberFindings(owner, findings).slice(0, room)) this.#kept.push({ ...numbered, enclosure });
    for (const finding of findings) {
      if (finding.severity === 'reject') this.rejections++;
      else this.warnings++;
    }
    this.#leftOut += total - Math.min(findings.length, room);
  }

  print(interchange: InterchangeOutcome | undefined): void {
    const { context } = this.#validation;
    this.#kept.sort((a, b) => a.finding.place.byteOffset - b.finding.place.byteOffset);
    for (const kept of this.#kept) this.#printOne(kept, interchange);
    if (this.#leftOut > 0) context.talk(`${this.#label}: ${this.#leftOut} more findings are not shown`);
    if (interchange !== undefined && context.json) context.fact(this.#interchangeFact(interchange));
    this.#kept = [];
    this.#leftOut = 0;
  }

  #printOne({ id, finding, enclosure }: Kept, interchange: InterchangeOutcome | undefined): void {
    const { context, schemas, showValues } = this.#validation;
    const { guideId = '', controlNumber: set = '', transactionSet = '' } = enclosure;
    const group = interchange?.groups.find(({ index }) => index === enclosure.group)?.controlNumber ?? '';
    const lineAt = (offset: number) => this.#lines.lineAt(offset);
    if (context.json) {
      const line = lineAt(finding.place.byteOffset);
      const where = { id, file: this.#label, line, interchange: interchange?.index ?? -1, group, set };
      context.fact(findingFact(finding, schemas.findings, where, showValues));
      return;
    }
    this.#printHeading(headingOf(interchange, group, set));
    const source = {
      label: this.#label,
      lineAt,
      transactionSet,
      read: (offset: number, length: number) => this.#reader.read(offset, length),
      ...(interchange === undefined ? {} : { delimiters: interchange.header.delimiters }),
      ...(guideId === '' ? {} : { protection: this.#protectionOf(guideId) }),
    };
    context.line(findingText(finding, schemas.findings, source, { showValues, color: context.hasColor, id }));
  }

  /** Only where it changes: the findings come in the order of the file. */
  #printHeading(heading: string): void {
    const { context } = this.#validation;
    if (heading !== this.#heading) context.line(`${context.paint('bold', heading)}\n`);
    this.#heading = heading;
  }

  #protectionOf(guideId: string): ElementProtection {
    let protection = this.#protections.get(guideId);
    if (protection === undefined) {
      protection = protectionOf(this.#validation.schemas.guide(guideId));
      this.#protections.set(guideId, protection);
    }
    return protection;
  }

  #interchangeFact({ index, header, acknowledgment, note, groups }: InterchangeOutcome) {
    return {
      kind: 'interchange',
      file: this.#label,
      interchange: index,
      controlNumber: header.controlNumber,
      usage: header.usage,
      acknowledgment,
      note,
      groups: groups.map((group) => ({
        functionalIdentifier: group.functionalIdentifier,
        version: group.version,
        controlNumber: group.controlNumber,
        status: group.status,
        codes: group.codes,
        setsReceived: group.setsReceived,
        setsAccepted: group.setsAccepted,
        units: group.units,
        refusedUnits: group.refusedUnits,
      })),
    };
  }
}

/** `set 0002 of group 104, interchange 000000106`, as far as there are such; control numbers as sent. */
function headingOf(interchange: InterchangeOutcome | undefined, group: string, set: string): string {
  if (interchange === undefined) return 'the file as a whole';
  const inGroup = [set === '' ? '' : `set ${set}`, group === '' ? '' : `group ${group}`].filter(Boolean).join(' of ');
  const outer = `interchange ${interchange.header.controlNumber}`;
  return printable(inGroup === '' ? outer : `${inGroup}, ${outer}`);
}
