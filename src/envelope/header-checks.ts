import type { Finding, FindingCatalogue, Severity } from '../findings/finding.js';
import { channelRefusals } from '../partners/channel-checks.js';
import type { PartnerProfile, PayerIdentity } from '../partners/profile.js';
import { isUsableDelimiter, isUsableTerminator } from '../x12/delimiters.js';
import type { HeaderToken } from '../x12/header.js';
import { headerPlace } from './envelope-places.js';
import { headerFacts } from './header-facts.js';
import { isDigits, isEchoable, isShortDate, isTime } from './shapes.js';

/** Who may be on both ends. Without it any well-formed sender and receiver will do. */
export interface HeaderRules {
  readonly payer: PayerIdentity;
  readonly profile: PartnerProfile;
}

/** What is wrong with one element: the finding's code, and a severity when it is not the catalogue's. */
interface Fault {
  readonly code: string;
  readonly severity?: Severity;
}

interface HeaderCheck {
  /** 1 to 16. */
  readonly element: number;
  /** Characters it has when the header is 106 bytes. */
  readonly length: number;
  /** The finding for a wrong length, and for a wrong value unless `fault` says another. */
  readonly code: string;
  /** Judges a value of the right length; undefined when it is good. */
  readonly fault: (value: string, header: HeaderToken) => Fault | undefined;
  /** Holds a password or the like: never shown. */
  readonly isSecret?: boolean;
}

/** ISA05 and ISA07 (HIPAA 005010 implementation guides, I05). */
export const INTERCHANGE_QUALIFIERS: readonly string[] = ['01', '14', '20', '27', '28', '29', '30', '33', 'ZZ'];
const SUPPORTED_VERSION = '00501';
/** From this release on ISA11 is the repetition separator. */
const REPETITION_SINCE = '00402';

const oneOf = (code: string, values: readonly string[]) => (value: string) =>
  values.includes(value) ? undefined : { code };
const fits = (code: string, test: (value: string) => boolean) => (value: string) =>
  test(value) ? undefined : { code };
/** Blank where the qualifier before it says that nothing is given; something there nevertheless is only noted. */
const blankUnder = (code: string, qualifier: number) => (value: string, header: HeaderToken) =>
  header.elements[qualifier - 1] === '00' && value.trim() !== '' ? ({ code, severity: 'warn' } as const) : undefined;

/**
 * The 16 elements of an ISA (ISA byte map, TA1 note codes), in the order in which their faults decide: sender, receiver
 * and usage first, then as they stand in the header. Values for HIPAA 005010.
 */
const HEADER_CHECKS: readonly HeaderCheck[] = [
  {
    element: 5,
    length: 2,
    code: 'sender-qualifier-invalid',
    fault: oneOf('sender-qualifier-invalid', INTERCHANGE_QUALIFIERS),
  },
  { element: 6, length: 15, code: 'sender-id-invalid', fault: fits('sender-id-invalid', isPaddedId) },
  {
    element: 7,
    length: 2,
    code: 'receiver-qualifier-invalid',
    fault: oneOf('receiver-qualifier-invalid', INTERCHANGE_QUALIFIERS),
  },
  {
    element: 8,
    length: 15,
    code: 'receiver-id-invalid',
    fault: fits('receiver-id-invalid', isPaddedId),
  },
  { element: 15, length: 1, code: 'usage-indicator-invalid', fault: oneOf('usage-indicator-invalid', ['T', 'P']) },
  {
    element: 1,
    length: 2,
    code: 'authorization-qualifier-invalid',
    fault: oneOf('authorization-qualifier-invalid', ['00', '01', '02', '03', '04', '05', '06']),
  },
  {
    element: 2,
    length: 10,
    code: 'authorization-information-invalid',
    fault: blankUnder('authorization-information-invalid', 1),
    isSecret: true,
  },
  {
    element: 3,
    length: 2,
    code: 'security-qualifier-invalid',
    fault: oneOf('security-qualifier-invalid', ['00', '01']),
  },
  {
    element: 4,
    length: 10,
    code: 'security-information-invalid',
    fault: blankUnder('security-information-invalid', 3),
    isSecret: true,
  },
  { element: 9, length: 6, code: 'interchange-date-invalid', fault: fits('interchange-date-invalid', isShortDate) },
  {
    element: 10,
    length: 4,
    code: 'interchange-time-invalid',
    fault: fits('interchange-time-invalid', (time) => isTime(time, 4)),
  },
  { element: 11, length: 1, code: 'repetition-separator-invalid', fault: repetitionFault },
  { element: 12, length: 5, code: 'control-version-invalid', fault: versionFault },
  {
    element: 13,
    length: 9,
    code: 'interchange-control-number-invalid',
    fault: fits('interchange-control-number-invalid', (number) => isDigits(number, 9, 9) && Number(number) > 0),
  },
  {
    element: 14,
    length: 1,
    code: 'acknowledgment-requested-invalid',
    fault: oneOf('acknowledgment-requested-invalid', ['0', '1']),
  },
  { element: 16, length: 1, code: 'component-separator-invalid', fault: componentFault },
];

/** Left-justified, filled with spaces, of characters that the answer's own header can carry. */
function isPaddedId(id: string): boolean {
  return isEchoable(id.trimEnd(), 1, 15);
}

/** Unusable, or equal to another delimiter; before 00402 the byte is something else. */
function repetitionFault(_value: string, header: HeaderToken): Fault | undefined {
  const isSeparator = header.elements[11]! >= REPETITION_SINCE;
  return isSeparator && header.delimiters.repetition === 0 ? { code: 'repetition-separator-invalid' } : undefined;
}

/** A release there is but that we do not speak is 003; what is no release at all is 017. */
function versionFault(version: string): Fault | undefined {
  if (version === SUPPORTED_VERSION) return undefined;
  return { code: /^00[2-8]0[0-9]$/.test(version) ? 'control-version-unsupported' : 'control-version-invalid' };
}

function componentFault(_value: string, { delimiters }: HeaderToken): Fault | undefined {
  const isGood = isUsableDelimiter(delimiters.component) && delimiters.component !== delimiters.element;
  return isGood ? undefined : { code: 'component-separator-invalid' };
}

/**
 * Everything wrong with a readable ISA, the finding that decides first: at most one an element, and those of the element
 * separator and the segment terminator, which stand in no element. `rules` adds whether the channel's partner speaks
 * and we are spoken to.
 */
export function checkHeader(token: HeaderToken, catalogue: FindingCatalogue, rules?: HeaderRules): Finding[] {
  const refusals = rules === undefined ? [] : channelRefusals(headerFacts(token), rules.profile, rules.payer);
  const findings: Finding[] = [];
  for (const check of HEADER_CHECKS) {
    if (check.element === 1 && !isUsableDelimiter(token.delimiters.element)) {
      findings.push(catalogue.make('element-separator-invalid', { place: headerPlace(token) }));
    }
    const value = token.elements[check.element - 1] ?? '';
    const fault: Fault | undefined =
      value.length === check.length
        ? (check.fault(value, token) ?? refusals.find((refusal) => refusal.element === check.element))
        : { code: check.code, severity: 'reject' };
    if (fault === undefined) continue;
    findings.push(
      catalogue.make(fault.code, {
        place: headerPlace(token, check.element),
        ...(check.isSecret === true ? { isProtected: true } : { value }),
        ...(fault.severity === undefined ? {} : { severity: fault.severity }),
        parameters: { length: value.length, expected: check.length },
      }),
    );
  }
  if (!isUsableTerminator(token.delimiters)) {
    findings.push(catalogue.make('segment-terminator-invalid', { place: headerPlace(token) }));
  }
  return findings;
}
