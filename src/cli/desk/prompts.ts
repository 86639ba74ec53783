/**
 * The questions a review asks, so that a test can answer them. Each rejects with an error named `ExitPromptError` when
 * the person leaves (Ctrl-C).
 */
export interface Prompts {
  confirm(question: { readonly message: string; readonly default: boolean }): Promise<boolean>;
  select<Value>(question: { readonly message: string; readonly choices: readonly Choice<Value>[] }): Promise<Value>;
  checkbox<Value>(question: {
    readonly message: string;
    readonly choices: readonly Choice<Value>[];
    /** A sentence when the choice cannot stand, true when it can. */
    readonly validate: (count: number) => string | true;
  }): Promise<readonly Value[]>;
  /** The answer, trimmed; `default` when it is left empty. */
  input(question: {
    readonly message: string;
    readonly default?: string;
    readonly validate?: (text: string) => string | true;
  }): Promise<string>;
}

/** One answer that can be chosen. */
export interface Choice<Value> {
  readonly name: string;
  readonly value: Value;
}

/** True when a person left a question. */
export function isLeaving(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}

/** Prompts on this process's terminal; the library is loaded when first asked for. */
export async function terminalPrompts(): Promise<Prompts> {
  const { checkbox, confirm, input, select } = await import('@inquirer/prompts');
  return {
    confirm: (question) => confirm(question),
    select: ({ message, choices }) => select({ message, choices, pageSize: 12 }),
    checkbox: ({ message, choices, validate }) =>
      checkbox({ message, choices, pageSize: 12, validate: (chosen) => validate(chosen.length) }),
    input: async ({ validate, ...question }) => {
      const text = await input({
        ...question,
        ...(validate === undefined ? {} : { validate: (said: string) => validate(said.trim()) }),
      });
      return text.trim();
    },
  };
}
