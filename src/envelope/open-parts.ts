import type { Finding } from '../findings/finding.js';
import type { GroupHeader } from './envelope-handler.js';
import type { InterchangeHeader } from './outcome.js';

/** What is known of the open interchange. */
export interface OpenInterchange {
  readonly header: InterchangeHeader;
  readonly findings: Finding[];
  readonly groupKeys: Set<string>;
  readonly receivedAcknowledgments: string[][];
  groups: number;
  /** ISA excluded. */
  segments: number;
  hasStructureFinding: boolean;
}

/** What is known of the open group. */
export interface OpenGroup extends GroupHeader {
  readonly findings: Finding[];
  sets: number;
  hasUnechoableSet: boolean;
}
/** An interchange whose header has just been read. */
export function emptyInterchange(header: InterchangeHeader | undefined, findings: readonly Finding[]): OpenInterchange {
  return {
    header: header as InterchangeHeader,
    findings: [...findings],
    groupKeys: new Set(),
    receivedAcknowledgments: [],
    groups: 0,
    segments: 0,
    hasStructureFinding: false,
  };
}

/** A group whose GS has just been read. */
export function emptyGroup(header: GroupHeader | undefined, findings: readonly Finding[]): OpenGroup {
  return { ...(header as GroupHeader), findings: [...findings], sets: 0, hasUnechoableSet: false };
}
