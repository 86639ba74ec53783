import type { HeaderToken } from '../x12/header.js';
import type { InterchangeHeader } from './outcome.js';

/** What a readable ISA says, by name. ISA14 that is neither 0 nor 1 counts as 1: whoever asks unclearly is answered. */
export function headerFacts(token: HeaderToken): InterchangeHeader {
  const element = (n: number) => token.elements[n - 1] ?? '';
  const usageIndicator = element(15);
  return {
    form: token.form,
    byteOffset: token.byteOffset,
    senderQualifier: element(5),
    senderId: element(6),
    receiverQualifier: element(7),
    receiverId: element(8),
    date: element(9),
    time: element(10),
    version: element(12),
    controlNumber: element(13),
    acknowledgmentRequested: element(14) !== '0',
    usage: usageIndicator === 'T' || usageIndicator === 'P' ? usageIndicator : 'unknown',
    usageIndicator,
    delimiters: token.delimiters,
  };
}
