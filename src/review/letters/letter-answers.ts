import { createHash } from 'node:crypto';
import type { ProviderLocation } from '../../partners/profile.js';
import type { AnswerDraft } from '../../respond/answer.js';
import type { LetterRow } from '../../store/rows.js';

/** A letter as it was made. */
export interface MadeLetter {
  readonly text: string;
  readonly pdf: Uint8Array;
  readonly pages: number;
  /** Date of the letter, yyyy-mm-dd. */
  readonly date: string;
  readonly language: string;
  /** Name and address, a line each. */
  readonly address: readonly string[];
}

/** Where a provider's notice goes. */
export interface Mailbox {
  readonly target: 'mailbox' | 'store';
  readonly location: ProviderLocation;
  /** Absent: the partner whose file it was. */
  readonly partnerId?: string;
}

/** No provider's and no partner's: a letter to a member is found by no search for a provider's answers. */
const NOBODY: ProviderLocation = Object.freeze({ id: '', providerId: '', serviceLocation: '' });

/**
 * A letter to a member as answers for the mail hand-off: PDF, text, and last the manifest that says the others are whole
 * (schemas/letter-manifest.schema.json). The three belong together by their order (`deliver/letter-layout.ts`).
 */
export function memberLetterAnswers(row: LetterRow, made: MadeLetter): readonly AnswerDraft[] {
  const text = Buffer.from(made.text);
  const file = (extension: 'pdf' | 'txt', bytes: Uint8Array) => ({
    extension,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  const manifest = {
    letter: row.id,
    kind: row.kind,
    environment: row.environment,
    trackingNumber: row.trackingNumber,
    date: made.date,
    language: made.language,
    recipient: { name: made.address[0] ?? '', address: made.address.slice(1) },
    pages: made.pages,
    files: [file('pdf', made.pdf), file('txt', text)],
  };
  const to = { type: 'letter', target: 'letters', location: NOBODY, partnerId: '' } as const;
  return [
    { ...commonOf(row), ...to, extension: 'pdf', content: made.pdf },
    { ...commonOf(row), ...to, extension: 'txt', content: text },
    { ...commonOf(row), ...to, extension: 'json', content: Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`) },
  ];
}

/** A notice to a provider as answers: PDF and text. */
export function providerNoticeAnswers(row: LetterRow, made: MadeLetter, mailbox: Mailbox): readonly AnswerDraft[] {
  const common = { ...commonOf(row), ...mailbox, type: 'notice' } as const;
  return [
    { ...common, extension: 'pdf', content: made.pdf },
    { ...common, extension: 'txt', content: Buffer.from(made.text) },
  ];
}

function commonOf({ environment }: LetterRow) {
  return { usage: environment === 'test' ? 'T' : 'P', interchange: -1, controlNumber: 0 } as const;
}
