/** Who we are and who sends in the setting with a partner: the ids of the generated interchanges. */
const PAYER = {
  name: 'EXAMPLE PAYER',
  qualifier: 'ZZ',
  id: 'EXAMPLEPAYER',
  aliases: [],
  applicationIds: ['EXAMPLEPAYER'],
  timeZone: 'UTC',
  providerLocationPattern: '^(?<provider>[0-9]{9})(?<location>[A-Z])$',
  senderIdRule: 'any',
};
const LOCATION = { id: '110012345A', providerId: '110012345', serviceLocation: 'A' };
const TRANSACTION_SETS = ['278', '837', '835', '834', '820', '270', '271', '276', '277'];

/**
 * Ways in which a file is judged, by name: `plain` by the guides alone with what is shipped; `strict` with every SNIP
 * type refusing, MassHealth's companion guides and few findings kept; `lenient` with every choice turned the other way
 * and warnings in the 999; `partner` as sent by a partner of a payer with companion guides.
 */
export function settings({ DEFAULT_OPTIONS, DEFAULT_POLICY }) {
  const policy = (snip) => ({ ...DEFAULT_POLICY, snip: { ...DEFAULT_POLICY.snip, ...snip } });
  const strict = { 3: '999', 4: '999' };
  const warning = { 1: 'warn', 2: 'warn', 3: 'warn', 4: 'warn', 5: 'warn', 6: 'warn', 7: 'warn' };
  return {
    plain: { options: DEFAULT_OPTIONS, findingsPerSet: 1000 },
    strict: {
      overlay: 'masshealth',
      options: { ...DEFAULT_OPTIONS, validation: policy(strict), trailingSeparators: 'reject', ta1OnAccept: 'always' },
      findingsPerSet: 20,
    },
    lenient: {
      overlay: 'masshealth',
      options: {
        ...DEFAULT_OPTIONS,
        validation: policy(warning),
        warningsIn999: true,
        tolerateSetCount: true,
        acknowledgedSets: 'errors',
        otherVersions: 'check-as-adopted',
        trailerMismatch: 'E',
        groupCountMismatch: 'E',
      },
      findingsPerSet: 20,
    },
    partner: {
      overlay: 'masshealth',
      options: { ...DEFAULT_OPTIONS, validation: policy({}) },
      findingsPerSet: 1000,
      profile: {
        id: 'example-sender',
        name: 'Example Sender',
        kind: 'provider',
        interchangeQualifier: 'ZZ',
        interchangeId: 'EXAMPLESENDER',
        applicationIds: ['EXAMPLESENDER'],
        location: LOCATION,
        providers: [{ location: LOCATION, npis: ['1234567893'] }],
        allowances: TRANSACTION_SETS.flatMap((transactionSet) => [
          { transactionSet, usage: 'T', state: 'testing' },
          { transactionSet, usage: 'P', state: 'approved' },
        ]),
        options: DEFAULT_OPTIONS,
      },
    },
  };
}

/** Judges files in one setting; keeps its validators from file to file, as the gateway does. */
export class Judge {
  name;
  setting;
  #library;
  #examiner;

  constructor(library, name) {
    this.name = name;
    this.setting = settings(library)[name];
    this.#library = library;
    this.renew();
  }

  /** Starts anew, without anything earlier files have left. */
  renew() {
    const { overlay, findingsPerSet } = this.setting;
    const { schemas } = this.#library;
    const handlers = [{ name: 'any', guideIds: schemas.guideIndex.map(({ id }) => id) }];
    this.#examiner = new this.#library.FileExaminer(schemas, {
      payer: PAYER,
      handlers,
      findingsPerSet,
      ...(overlay === undefined ? {} : { overlay }),
    });
  }

  /** Everything pass 1 says of a file read in chunks of this size: `{ file, interchanges, sets }`. */
  async judge(bytes, chunkSize = 1 << 16) {
    const sets = [];
    const interchanges = [];
    const sink = {
      sets: (rows) => void sets.push(...rows),
      interchange: (outcome) => void interchanges.push(outcome),
    };
    const { profile, options } = this.setting;
    const partner = profile && { ...profile, options };
    const choices = { profile: partner, options, received: 20_261_122 };
    const file = await this.#examiner.examine(chunksOf(bytes, chunkSize), sink, choices);
    return { file, interchanges, sets };
  }
}

/** The bytes piece by piece, every piece spoilt once the next one is asked for. */
export async function* chunksOf(bytes, size) {
  for (let at = 0; at < bytes.length; at += size) {
    const piece = new Uint8Array(bytes.subarray(at, at + size));
    yield piece;
    piece.fill(0x21);
  }
}
