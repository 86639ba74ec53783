import { open } from 'node:fs/promises';
import type { FileOutcome } from '../envelope/outcome.js';
import { type CodeListFolder, openCodeLists } from '../guides/code-list-folder.js';
import { compiledGuide } from '../guides/compiled-guides.js';
import type { Schemas } from '../guides/load.js';
import { DEFAULT_OPTIONS, type PartnerOptions, type PartnerProfile } from '../partners/profile.js';
import { withRuleKinds } from '../rules/load.js';
import { SetValidator, type ValidatorOptions } from '../validate/set-validator.js';
import type { ExaminationJob, ExaminationMessage, ExaminationSetting } from './examination-protocol.js';
import type { ExaminationSink } from './examination-sink.js';
import { examine } from './examine.js';
import { RulePrograms } from './rule-programs.js';

const READ_SIZE = 256 * 1024;

/** How one file is judged. */
export interface ExaminationChoices {
  /** The partner the file is from; without one it is held against the guides alone: any sender, any receiver. */
  readonly profile?: PartnerProfile | undefined;
  /** What to judge by, whatever the profile's own say; DEFAULT_OPTIONS when left out. */
  readonly options?: PartnerOptions | undefined;
  /** The day the file was received as the number CCYYMMDD, for rules that ask; 0, unknown, when left out. */
  readonly received?: number | undefined;
}

/**
 * Examines files one after another with validators that are kept, since their tables are large. Reads the file, and does
 * nothing else to the world. `send` is waited for before more is read.
 */
export class FileExaminer {
  readonly #schemas: Schemas;
  readonly #setting: ExaminationSetting;
  readonly #validators = new Map<string, SetValidator>();
  readonly #lists: CodeListFolder;
  readonly #programs: RulePrograms;
  #withoutOverlay: FileExaminer | undefined;

  constructor(schemas: Schemas, setting: ExaminationSetting) {
    this.#schemas = withRuleKinds(schemas);
    this.#setting = setting;
    this.#lists = openCodeLists(schemas, setting.codeListsRoot);
    this.#programs = new RulePrograms(schemas, setting.overlay, this.#lists);
  }

  /** Rejects with the system's error when the file cannot be read, and with what `send` rejects with. */
  async run(job: ExaminationJob, send: (message: ExaminationMessage) => Promise<void>): Promise<void> {
    if (job.profile === undefined && this.#setting.overlay !== undefined) {
      const { overlay: _overlay, ...setting } = this.#setting;
      this.#withoutOverlay ??= new FileExaminer(this.#schemas, setting);
      return this.#withoutOverlay.run(job, send);
    }
    const outcome = await this.examine(
      chunksOf(job.path, job.bytes),
      {
        sets: (rows) => send({ kind: 'sets', rows }),
        interchange: (interchange) => send({ kind: 'interchange', outcome: interchange }),
      },
      { profile: job.profile, options: job.profile?.options, received: job.received },
    );
    await send({ kind: 'file', outcome });
  }

  /** Examines bytes from anywhere, as `examine` does; rejects with what the chunks or the sink reject with. */
  examine(
    chunks: AsyncIterable<Uint8Array>,
    sink: ExaminationSink,
    { profile, options = DEFAULT_OPTIONS, received = 0 }: ExaminationChoices = {},
  ): Promise<FileOutcome> {
    if (this.#lists.refresh()) {
      // Programs hold the lists they were compiled with, and validators the programs.
      this.#programs.forget();
      this.#validators.clear();
    }
    const context = {
      payer: this.#setting.payer,
      profile,
      options,
      catalogue: this.#schemas.findings,
      guideIndex: this.#schemas.guideIndex,
      adoptedVersions: this.#schemas.adoptedVersions,
      handlers: this.#setting.handlers,
      validatorFactory: (options: Required<ValidatorOptions>) => this.#validator(options),
      ...(this.#setting.findingsPerSet === undefined ? {} : { findingsCap: this.#setting.findingsPerSet }),
      received,
    };
    return examine(chunks, context, sink);
  }

  #validator(options: Required<ValidatorOptions>): SetValidator {
    const key = JSON.stringify(options);
    let validator = this.#validators.get(key);
    if (validator === undefined) {
      const schemas = this.#schemas;
      const needed = {
        compiled: (guideId: string) => compiledGuide(schemas, guideId),
        findings: schemas.findings,
        segmentDirectory: schemas.segmentDirectory,
        lists: this.#lists,
        rules: (guideId: string, received: number) => this.#programs.program(guideId, options.policy, received),
      };
      validator = new SetValidator(needed, options);
      this.#validators.set(key, validator);
    }
    return validator;
  }
}

/**
 * The file's bytes in one buffer that is filled again and again, since `examine` keeps no chunk. A small file gets a small
 * one: thousands of large buffers would keep the garbage collector busy.
 */
async function* chunksOf(path: string, fileBytes: number): AsyncGenerator<Uint8Array> {
  const handle = await open(path);
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.min(READ_SIZE, fileBytes + 1));
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
