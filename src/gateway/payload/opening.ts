import { diskError } from '../../files/disk-error.js';
import { removeFile } from '../../files/remove-file.js';
import { dropTemporary, type TemporaryFile, writeTemporary } from '../../files/temporary-file.js';
import { type FetchedFile, FetchedSource, type FetchedSourceParts } from '../../ingest/fetched-source.js';
import type { PartnerOptions, PartnerProfile } from '../../partners/profile.js';
import { type PayloadCaps, UnpackedMeter } from '../../payload/caps.js';
import { decrypted } from '../../payload/decrypt.js';
import { PayloadFault } from '../../payload/fault.js';
import { gunzipped } from '../../payload/gunzip.js';
import { headed } from '../../payload/head.js';
import type { PayloadKind } from '../../payload/kind.js';
import { unzipped } from '../../payload/unzip.js';
import type { SubmissionRow } from '../../store/rows.js';
import type { Keyring } from './keyring.js';

/** What a file is opened with. */
export interface OpeningParts extends FetchedSourceParts {
  readonly caps: PayloadCaps;
  readonly keyring: Keyring;
}

/** A file that came out of another one, on our disk and not recorded yet. */
export interface Member {
  readonly file: FetchedFile;
  /** Its sender's name for it: protected. */
  readonly name: string;
}

/** Whether a file of this kind is opened for a partner with these options. */
export function opens({ unpack: archives, decrypt }: PartnerOptions, kind: PayloadKind): boolean {
  if (kind === 'pgp') return decrypt !== 'off';
  return kind !== 'other' && (archives === 'both' || archives === kind);
}

/** One file that is being opened, and what came out of it so far. */
export class Opening {
  readonly #parts: OpeningParts;
  readonly #submission: SubmissionRow;
  readonly #profile: PartnerProfile;
  readonly #source: FetchedSource;
  readonly #members: Member[] = [];

  constructor(parts: OpeningParts, submission: SubmissionRow, profile: PartnerProfile) {
    this.#parts = parts;
    this.#submission = submission;
    this.#profile = profile;
    this.#source = new FetchedSource(parts);
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Content that is packed itself goes through a file of its own, since a zip is read from its end. */
  async decrypt(path: string): Promise<void> {
    const { keyring, caps, clock, folder } = this.#parts;
    const { options, id } = this.#profile;
    const signers = options.verifySignature === 'required' ? { signers: await keyring.ofPartner(id) } : {};
    const keys = { own: await keyring.own(), now: clock.now(), ...signers };
    const content = await headed(this.#meter().counted(decrypted(path, keys, caps.bytes)));
    const name = this.#submission.senderFileName.replace(/\.(pgp|gpg|asc)$/i, '');
    if (content.kind === 'pgp') return end(content.pieces, 'archive-nested');
    if (content.kind === 'other' || !opens(options, content.kind)) return this.#keep(name, content.pieces);
    let plain: TemporaryFile | undefined;
    try {
      plain = await writeTemporary(folder.spool, content.pieces, 0o600);
      await this.unpack(plain.path, content.kind, name);
    } catch (error) {
      throw diskError(error, 'unpack a decrypted file', folder.spool);
    } finally {
      if (plain !== undefined) await dropTemporary(plain.path);
    }
  }

  async unpack(path: string, kind: 'gzip' | 'zip', name: string): Promise<void> {
    const meter = this.#meter();
    if (kind === 'gzip') return this.#keepPlain(name.replace(/\.(gz|gzip)$/i, ''), meter.counted(gunzipped(path)));
    for await (const member of unzipped(path, meter)) await this.#keepPlain(member.name, meter.counted(member.pieces));
  }

  /** Removes what was kept; nobody was promised anything about it. */
  async discard(): Promise<void> {
    for (const { file } of this.#members) await removeFile(this.#parts.folder.inside(file.originalPath));
  }

  async #keepPlain(name: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
    const { kind, pieces } = await headed(stream);
    if (kind !== 'other') return end(pieces, 'archive-nested');
    await this.#keep(name, pieces);
  }

  async #keep(name: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
    this.#members.push({ name, file: await this.#source.keep(pieces) });
  }

  #meter(): UnpackedMeter {
    return new UnpackedMeter(this.#parts.caps, this.#submission.bytes);
  }
}

/** Lets a stream go and refuses the file. */
async function end(pieces: AsyncIterable<Uint8Array>, code: 'archive-nested'): Promise<never> {
  await pieces[Symbol.asyncIterator]().return?.();
  throw new PayloadFault(code);
}
