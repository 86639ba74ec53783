import { UnitRole, unitRoles } from '../convert/guide-units.js';
import { JsonOutput, jsonString } from '../convert/json-output.js';
import { SegmentWriter } from '../convert/segment-json.js';
import type { CompiledGuide } from '../guides/compiled.js';
import type { HandoffClaim } from '../store/handoff-values.js';
import { GuideWalker, type WalkSink } from '../validate/walker.js';
import type { Delimiters } from '../x12/delimiters.js';
import type { SegmentView } from '../x12/segment-view.js';
import { Tokenizer } from '../x12/tokenizer.js';
import type { ClaimsInStep } from './accepted-claims.js';

/** A loop the walk is in, with the JSON of what it holds so far. */
interface OpenLoop {
  readonly node: number;
  readonly role: number;
  text: string;
}

/** Told of each accepted claim: its place in the set (ST = 1) and its loop tree with all it inherits, as JSON. */
export type OnClaim = (claim: HandoffClaim, position: number, tree: string) => void;

/**
 * Writes the loop tree of each accepted claim of a set as JSON, in the form of `convert`: loops and segments with the
 * guide's ids and names, composites and repetitions in structure. Each tree is whole, from the transaction set down, and
 * each segment says where it stands in the received file. Holds one claim with what it inherits.
 */
export class ClaimTrees implements WalkSink {
  readonly #guide: CompiledGuide;
  readonly #roles: Uint8Array;
  readonly #claims: ClaimsInStep;
  readonly #onClaim: OnClaim;
  readonly #output = new JsonOutput();
  readonly #writer = new SegmentWriter(this.#output, () => undefined);
  readonly #tokenizer: Tokenizer;
  readonly #open: OpenLoop[] = [{ node: 0, role: UnitRole.level, text: '' }];
  /** The claim whose loop is open; undefined until its first segment tells where it stands. */
  #claim: HandoffClaim | undefined;
  #claimPosition = 0;
  #position = 0;
  #isPlaced = false;

  /** `fileOffset`: where the set begins in the file. `claims`: those of the set, refused ones too. */
  constructor(
    guide: CompiledGuide,
    delimiters: Delimiters,
    fileOffset: number,
    claims: ClaimsInStep,
    onClaim: OnClaim,
  ) {
    this.#guide = guide;
    this.#roles = unitRoles(guide);
    this.#claims = claims;
    this.#onClaim = onClaim;
    this.#writer.use(delimiters);
    const walker = new GuideWalker(guide, this);
    walker.useSeparators(delimiters.component, delimiters.repetition);
    this.#tokenizer = new Tokenizer({
      header() {},
      segment: (view) => this.#step(walker, view),
      stray() {},
      oversize() {},
      cut() {},
    });
    this.#tokenizer.continueInside(delimiters, fileOffset);
  }

  /** The next bytes of the set; claims that are whole are told before it returns. */
  push(chunk: Uint8Array): void {
    this.#tokenizer.push(chunk);
  }

  /** The set is over. */
  end(): void {
    this.#tokenizer.end();
    if (this.#open.length > 1) this.closed(this.#open[1]!.node);
    this.#claims.end();
  }

  opened(node: number): void {
    const isInClaim = this.#open.some(({ role }) => role === UnitRole.unit);
    this.#open.push({ node, role: isInClaim ? UnitRole.part : this.#roles[node]!, text: '' });
  }

  closed(node: number): void {
    while (this.#open.length > 1) {
      const last = this.#open.at(-1)!;
      if (last.role === UnitRole.unit) this.#give();
      this.#open.pop();
      if (last.role === UnitRole.part) this.#append(this.#loopJson(last, ''));
      if (last.node === node) return;
    }
  }

  matched(node: number, segment: SegmentView): void {
    this.#beginClaim(segment);
    this.#put(segment, '', () => this.#writer.writeNode(segment, this.#guide, node));
  }

  late(node: number, segment: SegmentView): void {
    const mark = `,"late":${jsonString(this.#guide.paths[node]!)}`;
    this.#put(segment, mark, () => this.#writer.writeNode(segment, this.#guide, node));
  }

  missing(): void {}
  alternative(): void {}
  tooMany(): void {}
  unexpected(): void {}
  wrongKey(): void {}
  unknown(): void {}

  #step(walker: GuideWalker, view: SegmentView): void {
    this.#isPlaced = false;
    this.#position++;
    if (this.#position === 1) walker.start(view);
    else walker.step(view);
    if (!this.#isPlaced) this.#put(view, ',"unplaced":true', () => this.#writer.write(view));
  }

  /** The first segment of a claim's loop tells which claim it is. */
  #beginClaim(view: SegmentView): void {
    if (this.#claim !== undefined || this.#open.at(-1)!.role !== UnitRole.unit) return;
    this.#claim = this.#claims.at(view.fileOffset);
    this.#claimPosition = this.#position;
  }

  #put(view: SegmentView, mark: string, write: () => void): void {
    this.#isPlaced = true;
    if (this.#claim?.verdict.accepted === false) return;
    this.#output.json('{');
    write();
    this.#output.json(`${mark},"position":${this.#position},"byteOffset":${view.fileOffset}}`);
    this.#append(this.#output.takeText());
  }

  #append(json: string): void {
    const holder = this.#open.at(-1)!;
    holder.text += holder.text === '' ? json : `,${json}`;
  }

  #give(): void {
    const claim = this.#claim;
    this.#claim = undefined;
    if (claim?.verdict.accepted !== true) return;
    const tree = this.#open.reduceRight((inner, loop) => this.#loopJson(loop, inner), '');
    this.#onClaim(claim, this.#claimPosition, tree);
  }

  /** A loop with what it holds and, of a level, the one loop below it that leads to the claim. */
  #loopJson({ node, text }: OpenLoop, inner: string): string {
    const { ids, names, title } = this.#guide;
    const [id, name] = node === 0 ? ['', title] : [ids[node]!, names[node]!];
    const between = text === '' || inner === '' ? '' : ',';
    return `{"loop":${jsonString(id)},"name":${jsonString(name)},"children":[${text}${between}${inner}]}`;
  }
}
