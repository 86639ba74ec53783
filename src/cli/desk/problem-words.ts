import type { CommandProblem } from '../../domain/prior-authorization/command.js';

/** What is wrong, and how to mend it; `%line` becomes "line 3", or "the request" for the whole. */
const WORDS: Readonly<Record<CommandProblem['problem'], string>> = {
  'line-unknown': '%line is not in this prior authorization; "x12gw pa show" lists its lines.',
  'line-decided': '%line is final already, and a decision is not changed; a change is a new request.',
  'line-named-twice': '%line is named twice; say one thing about each line.',
  'nothing-named': 'No line is open for this; "x12gw pa show" lists the lines.',
  'reason-missing': '%line needs a reason code, since it is not approved as requested: --reason CODE.',
  'reason-unknown': '%line has a reason code that the payer does not use; those it uses are listed below.',
  'too-many-reasons': '%line has more than five reason codes, which is all an answer can carry.',
  'question-missing': '%line: say what is wanted and why, in words that provider and member can act on.',
  'words-too-long': '%line: more than 2,000 characters of words; what is longer belongs in a letter of its own.',
  'units-invalid': '%line: authorized units must be a number above zero.',
  'units-above-request': '%line: more units than were asked for; the payer does not authorize more than the request.',
  'dates-invalid': '%line: authorized days must be calendar days (yyyy-mm-dd), the last one not before the first.',
  'nothing-modified':
    '%line is called modified and authorizes just what was asked for; approve it, or say what differs.',
  'outcome-contradicted':
    '%line is approved or denied and yet told what to authorize; call it modified (--modify), or leave that out.',
  'nothing-uploaded': 'No document waits to be submitted; attach one first: x12gw pa attach NUMBER FILE.',
  'not-yours': 'Another reviewer has taken it; it can be released with x12gw pa release NUMBER.',
  'already-standard': 'It is treated as a standard request already.',
  'appeal-recorded': 'The outcome of an appeal is recorded already, and it is recorded once.',
  'nothing-to-appeal': 'No line was modified or denied, so that there is nothing to appeal.',
  'control-number-unknown': 'No document is wanted or announced under that control number; "x12gw pa show" lists them.',
};

/** A sentence for one problem of a command on the PA `number`. */
export function problemSentence({ problem, line }: CommandProblem, number: string): string {
  if (problem === 'dates-invalid' && line === 0) {
    return 'The day of a hearing is a calendar day (yyyy-mm-dd), not before the decision and not to come.';
  }
  const subject = line === 0 ? 'the request' : `line ${line}`;
  const sentence = WORDS[problem].replaceAll('%line', subject).replaceAll('NUMBER', number);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
