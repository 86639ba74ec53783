import type { PriorAuthorizationEvent } from '../../domain/prior-authorization/status.js';

/** What a person types to bring an event about; what is not here is nobody's to type. */
const COMMANDS: Readonly<Partial<Record<PriorAuthorizationEvent, string>>> = {
  void: 'void NUMBER --as-provider',
  take: 'take NUMBER',
  release: 'release NUMBER',
  defer: 'defer NUMBER --want TYPE --reason TEXT',
  attach: 'attach NUMBER FILE',
  'answer-deferral': 'answer NUMBER',
  'add-document': 'attach NUMBER FILE',
  'approve-line': 'decide NUMBER --approve',
  'modify-line': 'decide NUMBER --modify --units N --reason CODE',
  'deny-line': 'decide NUMBER --deny --reason CODE',
  'cancel-line': 'cancel NUMBER --cause CAUSE',
  'void-by-payer': 'void NUMBER --message TEXT',
  reclassify: 'reclassify NUMBER',
  'record-appeal': 'appeal-outcome NUMBER --outcome OUTCOME --on DATE',
};

/** The commands that bring these events about, for the PA `number`, each once and in their order. */
export function commandsFor(events: readonly PriorAuthorizationEvent[], number: string): readonly string[] {
  const commands = events.flatMap((event) => COMMANDS[event] ?? []);
  return [...new Set(commands)].map((command) => `x12gw pa ${command.replace('NUMBER', number)}`);
}
