/** What a template's fields stand for, of one answer; each made of the characters a file name may have. */
export interface OutboxNameFields {
  /** The answer's name in the download store: `S00000001.999.x12`. */
  readonly name: string;
  /** `S00000001` */
  readonly submission: string;
  /** `999` */
  readonly type: string;
  /** From 1 on among the submission's answers of this type. */
  readonly ordinal: string;
  /** `x12`, `txt`, `pdf` */
  readonly extension: string;
  /** `20261122` and `1405`: when the answer was made, in the payer's time zone. */
  readonly date: string;
  readonly time: string;
  /** `P`, `T`, or `U` for a report on a file whose usage nobody knows. */
  readonly usage: string;
  /** Provider id and service location of the mailbox the answer is in. */
  readonly provider: string;
  readonly location: string;
  /** ISA13 of the answer, nine digits; zeros for what is no X12. */
  readonly control: string;
  /** Our id of the partner. */
  readonly partner: string;
}

const FIELD_NAMES: readonly (keyof OutboxNameFields)[] = [
  'name',
  'submission',
  'type',
  'ordinal',
  'extension',
  'date',
  'time',
  'usage',
  'provider',
  'location',
  'control',
  'partner',
];

/** What stands between fields: safe on every file system and at every SFTP server. */
const LITERAL = /^[A-Za-z0-9._-]*$/;
/** Characters of the template and of a name made of it; `.pgp` and a temporary ending must still fit into 255 bytes. */
const LONGEST_TEMPLATE = 200;
export const LONGEST_NAME = 200;
/** Together these are of one answer alone (the ledger keeps them unique), and so is the name made of the first three. */
const IDENTIFYING: readonly (keyof OutboxNameFields)[] = ['submission', 'type', 'ordinal'];

/**
 * What is wrong with a template such as `{type}_{submission}_{ordinal}.{extension}`, as the end of a sentence; '' for a
 * sound one. It knows only the fields of OutboxNameFields, has a separator between two of them, names each answer
 * differently (`{name}`, or `{submission}`, `{type}` and `{ordinal}`), and begins with no dot.
 */
export function outboxNameProblem(template: string): string {
  if (template === '') return 'it is empty.';
  if (template.length > LONGEST_TEMPLATE) return `it is longer than ${LONGEST_TEMPLATE} characters.`;
  const parts = partsOf(template);
  const fields = parts.flatMap(({ field }) => (field === undefined ? [] : [field]));
  const unknown = fields.find((field) => !isField(field));
  if (unknown !== undefined) return `there is no field {${unknown}}; there are ${FIELD_NAMES.join(', ')}.`;
  if (parts.some(({ literal = '' }) => !LITERAL.test(literal))) {
    return 'beside fields in braces it may hold letters, digits, dot, hyphen and underscore alone.';
  }
  if (template.startsWith('.')) return 'a name that begins with a dot is hidden, and temporary files begin so.';
  if (/\.(pgp|tmp)$/i.test(template)) return 'the ending .pgp is put there by encryption, and .tmp marks half a file.';
  if (/\}[A-Za-z0-9]*\{/.test(template)) {
    return 'two fields need a dot, hyphen or underscore between them, so that no two names can be the same.';
  }
  const isUnique = fields.includes('name') || IDENTIFYING.every((field) => fields.includes(field));
  return isUnique ? '' : 'two answers would get one name: use {name}, or {submission}, {type} and {ordinal}.';
}

/** The name a sound template gives an answer. */
export function outboxName(template: string, fields: OutboxNameFields): string {
  return partsOf(template)
    .map(({ field, literal = '' }) => (field !== undefined && isField(field) ? fields[field] : literal))
    .join('');
}

interface Part {
  readonly field?: string;
  readonly literal?: string;
}

/** Fields and what stands between them, in order; a brace that closes or opens nothing is literal, and so refused. */
function partsOf(template: string): Part[] {
  return template
    .split(/(\{[^{}]*\})/)
    .filter((text) => text !== '')
    .map((text) => (/^\{[^{}]*\}$/.test(text) ? { field: text.slice(1, -1) } : { literal: text }));
}

function isField(name: string): name is keyof OutboxNameFields {
  return (FIELD_NAMES as readonly string[]).includes(name);
}
