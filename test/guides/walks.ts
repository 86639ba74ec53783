import { compiledGuide } from '../../src/guides/compiled-guides.js';
import type { Schemas } from '../../src/guides/load.js';
import type { GuideFile } from '../../src/guides/types.js';
import { SetValidator } from '../../src/validate/set-validator.js';
import { GuideWalker, type WalkSink } from '../../src/validate/walker.js';
import type { Delimiters } from '../../src/x12/delimiters.js';
import type { SegmentView } from '../../src/x12/segment-view.js';
import { type TokenHandler, Tokenizer } from '../../src/x12/tokenizer.js';

/** Gives each segment of an interchange to the callback, with the delimiters its ISA declared. */
function eachSegment(text: string, take: (segment: SegmentView, delimiters: Delimiters) => void): void {
  let declared!: Delimiters;
  const handler: TokenHandler = {
    header(header) {
      declared = header.delimiters;
    },
    segment: (segment) => take(segment, declared),
    stray() {},
    oversize() {},
    cut() {},
  };
  const tokenizer = new Tokenizer(handler);
  tokenizer.push(Buffer.from(text, 'latin1'));
  tokenizer.end();
}

/** What the gateway's own walker makes of a set: loops and segments by path, and how many structure problems it told. */
export interface OwnWalk {
  readonly counts: Map<string, number>;
  readonly problems: number;
}

/** Walks each set of an interchange along the guide. */
export function ownWalks(guide: GuideFile, schemas: Schemas, text: string): OwnWalk[] {
  const walks: OwnWalk[] = [];
  const compiled = compiledGuide(schemas, guide.id);
  let counts = new Map<string, number>();
  let problems = 0;
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const problem = () => void problems++;
  const sink: WalkSink = {
    opened: (loop) => void count(compiled.paths[loop]!),
    closed() {},
    matched: (node) => void count(`${compiled.paths[node]} ${compiled.ids[node]} (${compiled.names[node]})`),
    missing: problem,
    alternative: problem,
    tooMany: problem,
    unexpected: problem,
    wrongKey: problem,
    late: problem,
    unknown: problem,
  };
  const walker = new GuideWalker(compiled, sink);
  let inside = false;
  eachSegment(text, (segment, delimiters) => {
    if (segment.id === 'ST') {
      inside = true;
      counts = new Map();
      problems = 0;
      walker.useSeparators(delimiters.component, delimiters.repetition);
      walker.start(segment);
    } else if (inside) walker.step(segment);
    if (segment.id !== 'SE') return;
    inside = false;
    walks.push({ counts, problems });
  });
  return walks;
}

/** What the set validator finds in all sets of an interchange: one line for each finding. */
export function findingsOf(guide: GuideFile, schemas: Schemas, text: string): string[] {
  const validator = new SetValidator({
    compiled: (guideId) => compiledGuide(schemas, guideId),
    findings: schemas.findings,
    segmentDirectory: schemas.segmentDirectory,
  });
  const candidates = schemas.guideIndex
    .filter(({ guide: version, transactionSet }) => version === guide.guide && transactionSet === guide.transactionSet)
    .map(({ id }) => id);
  const found: string[] = [];
  let inside = false;
  eachSegment(text, (segment, delimiters) => {
    if (segment.id === 'ST') {
      inside = true;
      validator.begin(candidates, delimiters);
    }
    if (inside) validator.segment(segment);
    if (segment.id !== 'SE') return;
    inside = false;
    const { guideId, findings } = validator.end();
    if (guideId !== guide.id) found.push(`taken as ${guideId}`);
    for (const { code, place, value } of findings) {
      const { loopPath, segmentId, element = 0, component = 0 } = place;
      found.push(`${code} ${loopPath} ${segmentId}${element}-${component} "${value ?? ''}"`);
    }
  });
  return found;
}
