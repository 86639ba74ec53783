/** Something that must hold of every input did not. `check` names what was checked. */
export class CheckFailure extends Error {
  constructor(check, message) {
    super(`${check}: ${message}`);
    this.check = check;
  }
}

export function expectThat(condition, check, message) {
  if (!condition) throw new CheckFailure(check, message);
}

/** What makes two failures the same: the check and the message without numbers, or where an exception came from. */
export function kindOf(error) {
  if (error instanceof CheckFailure) return error.message.replace(/\d+/g, '#');
  const frame = /at (?:async )?(\S+) \(.*?([\w-]+\.[jt]s)/.exec(error?.stack ?? '');
  return `thrown ${error?.name}: ${String(error?.message).replace(/\d+/g, '#')} in ${frame?.[1] ?? ''} ${frame?.[2] ?? ''}`;
}
