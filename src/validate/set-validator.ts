import type { Finding, FindingCatalogue, UnitRefusal } from '../findings/finding.js';
import { DEFAULT_POLICY, type FindingPolicy } from '../findings/policy.js';
import type { CodeLists } from '../guides/code-lists.js';
import type { CompiledGuide } from '../guides/compiled.js';
import { TA1_TABLE } from '../guides/compiled-guides.js';
import type { RuleProgram } from '../rules/program.js';
import type { Delimiters } from '../x12/delimiters.js';
import { SegmentView } from '../x12/segment-view.js';
import { type SegmentDirectory, VerdictSink } from './verdict-sink.js';
import { GuideWalker } from './walker.js';

/** What checking one transaction set gave. */
export interface SetValidation {
  /** The guide it was checked against. */
  readonly guideId: string;
  /** In order of place, capped. */
  readonly findings: readonly Finding[];
  readonly findingsTotal: number;
  /** Units the set holds: occurrences of the guide's unit loop, 1 for a guide without one. */
  readonly units: number;
  /** Units refused by findings that the application answers, in order of `from`; never capped. */
  readonly refusals: readonly UnitRefusal[];
}

/** What a validator needs of the schemas: compiled guides by id, the catalogue, the ids X12 knows, and the rules. */
export interface ValidatorSchemas {
  compiled(guideId: string): CompiledGuide;
  readonly findings: FindingCatalogue;
  readonly segmentDirectory: SegmentDirectory;
  /** Code lists; an imported one goes before a shipped one. When they change, another validator is needed. */
  readonly lists?: CodeLists;
  /** The rules of a guide for files received on a day (CCYYMMDD, 0 unknown); the same object for the same rules. */
  rules?(guideId: string, received: number): RuleProgram | undefined;
}

export interface ValidatorOptions {
  /** Findings kept of one set. Default 1000. */
  readonly findingsCap?: number;
  /** Default `tolerate`. */
  readonly trailingSeparators?: 'tolerate' | 'reject';
  /** What becomes of findings of each SNIP type, and of single ones. Default `DEFAULT_POLICY`. */
  readonly policy?: FindingPolicy;
}

/**
 * Checks transaction sets against their guide, one after another; made once and kept, since its tables are large.
 * `begin`, then `segment` for each segment of the set with ST first and SE last, then `end`. ST and SE only mark places:
 * their contents and counts are the envelope's to judge. Never throws on content.
 */
export class SetValidator {
  readonly #schemas: ValidatorSchemas;
  readonly #trailingSeparators: 'tolerate' | 'reject';
  readonly #sink: VerdictSink;
  readonly #walkers = new Map<string, GuideWalker>();
  readonly #header = new HeaderCopy();
  #candidates: readonly string[] = [];
  #received = 0;
  #delimiters!: Delimiters;
  #guide!: CompiledGuide;
  #walker!: GuideWalker;
  /** 0 before ST, 1 after ST, 2 once the guide is chosen. */
  #phase = 0;

  constructor(schemas: ValidatorSchemas, options: ValidatorOptions = {}) {
    this.#schemas = schemas;
    this.#trailingSeparators = options.trailingSeparators ?? 'tolerate';
    const { findings, segmentDirectory } = schemas;
    this.#sink = new VerdictSink(
      findings,
      segmentDirectory,
      options.policy ?? DEFAULT_POLICY,
      options.findingsCap ?? 1000,
      schemas.lists,
    );
  }

  /**
   * Starts a set. `guideIds` are the guides of its GS08 and ST01; when there are several, the second segment tells which
   * (a 278 request and its response share both), and the first guide is taken when it does not. `received` is the day the
   * file came, as the number CCYYMMDD; 0 when nobody says, and then rules that ask for it hold.
   */
  begin(guideIds: readonly string[], delimiters: Delimiters, received = 0): void {
    if (guideIds.length === 0) throw new RangeError('A set needs at least one guide');
    this.#candidates = guideIds;
    this.#delimiters = delimiters;
    this.#received = received;
    this.#phase = 0;
  }

  segment(segment: SegmentView): void {
    if (this.#phase === 2) {
      this.#walker.step(segment);
      return;
    }
    if (this.#phase === 0) {
      this.#phase = 1;
      if (this.#candidates.length > 1) {
        this.#header.copy(segment);
        return;
      }
      this.#start(this.#candidates[0]!, segment);
      return;
    }
    this.#start(this.#chosen(segment), this.#header.view);
    this.#walker.step(segment);
  }

  /**
   * Checks a TA1, which stands in no set, against its own table. Not between `begin` and `end` of a set.
   */
  acknowledgment(segment: SegmentView, delimiters: Delimiters): readonly Finding[] {
    this.#candidates = [TA1_TABLE];
    this.#delimiters = delimiters;
    this.#start(TA1_TABLE, segment);
    return this.#sink.take().findings;
  }

  end(): SetValidation {
    if (this.#phase === 0)
      return { guideId: this.#candidates[0] ?? '', findings: [], findingsTotal: 0, units: 0, refusals: [] };
    if (this.#phase === 1) this.#start(this.#candidates[0]!, this.#header.view);
    const { findings, total, units, refusals } = this.#sink.take();
    return { guideId: this.#guide.id, findings, findingsTotal: total, units, refusals };
  }

  #chosen(second: SegmentView): string {
    for (const id of this.#candidates) {
      const when = this.#schemas.compiled(id).when;
      if (when !== null && when.tag === second.tag && when.codes.includes(second.text(when.element))) return id;
    }
    return this.#candidates[0]!;
  }

  #start(guideId: string, header: SegmentView): void {
    this.#phase = 2;
    this.#guide = this.#schemas.compiled(guideId);
    let walker = this.#walkers.get(guideId);
    if (walker === undefined) {
      walker = new GuideWalker(this.#guide, this.#sink);
      this.#walkers.set(guideId, walker);
    }
    this.#walker = walker;
    walker.useSeparators(this.#delimiters.component, this.#delimiters.repetition);
    const program = this.#schemas.rules?.(guideId, this.#received);
    this.#sink.begin(this.#guide, walker, this.#delimiters, this.#trailingSeparators, program, this.#received);
    walker.start(header);
  }
}

/** Keeps the ST until the second segment has told which guide it is. Only its place matters, so no byte is copied. */
class HeaderCopy {
  readonly view = new SegmentView();

  copy(segment: SegmentView): void {
    const { view } = this;
    view.end = segment.end - segment.start;
    view.base = segment.fileOffset;
    view.fileOffset = segment.fileOffset;
    view.tag = segment.tag;
  }
}
