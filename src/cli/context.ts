import { styleText } from 'node:util';
import type { GatewayConfiguration } from '../config/configuration.js';
import type { Clock } from '../support/clock.js';
import { type Caller, callerOf } from './operating-system-user.js';
import { asCalled } from './program-name.js';

/** Anything text can be written to; `isTTY` when a person looks at it. */
export interface TextStream {
  /** UTF-8, but for text that stands for bytes, one character each (`latin1`). */
  write(text: string, encoding?: 'latin1'): unknown;
  /** For streams that take less than they are given: `drain` after a `write` that gave false, `close` for good. */
  once?(event: 'drain' | 'close', listener: () => void): unknown;
  off?(event: 'drain' | 'close', listener: () => void): unknown;
  /** True when nothing more can be written: the reader has gone. */
  readonly destroyed?: boolean;
  readonly isTTY?: boolean;
}

/** The world around one command: where it writes, and what it is told by its surroundings. */
export interface Surroundings {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly clock: Clock;
  /** What a person types to call the program; `x12gw` when left out. */
  readonly program?: string;
}

/** Options that every command takes. */
export interface GlobalOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** What every command gets besides its own arguments: data goes to stdout, talk to stderr. */
export class CommandContext {
  readonly surroundings: Surroundings;
  readonly options: GlobalOptions;
  /** The partner id that the command is limited to, '' for no limit: only its rows are seen. Set before the command begins. */
  partner = '';
  /** Once it was loaded (`foundConfiguration`), so that it is read once. */
  configuration: GatewayConfiguration | undefined;

  constructor(surroundings: Surroundings, options: GlobalOptions) {
    this.surroundings = surroundings;
    this.options = options;
  }

  get json(): boolean {
    return this.options.json === true;
  }

  /** ISO instant of now. */
  get now(): string {
    return this.surroundings.clock.now().toISOString();
  }

  /** Who runs the command. */
  get caller(): Caller {
    return callerOf(this.surroundings.environment);
  }

  /** The operating system user, kept in history and audit. */
  get actor(): string {
    return this.caller.actor;
  }

  /** A line of data. */
  line(text: string): void {
    this.surroundings.stdout.write(`${text}\n`);
  }

  /** One JSON document on one line (NDJSON when there are several). */
  fact(value: unknown): void {
    this.surroundings.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** A line for the person at the terminal; commands in it are named as the program was called. */
  talk(text: string): void {
    this.surroundings.stderr.write(`${this.asCalled(text)}\n`);
  }

  /** A text with its commands named as the program was called. */
  asCalled(text: string): string {
    return asCalled(text, this.surroundings.program ?? 'x12gw');
  }

  /** ` --config FILE` when this command was told one, for a command to type next. */
  get configFlag(): string {
    return this.options.config === undefined ? '' : ` --config ${this.options.config}`;
  }

  /** The text in a style, plain where colors are not wanted or not shown. */
  paint(style: 'bold' | 'red' | 'green' | 'yellow' | 'dim', text: string): string {
    return this.hasColor ? styleText(style, text) : text;
  }

  /** False under `--no-color`, a NO_COLOR that is not empty, `--json`, or when stdout is no terminal. */
  get hasColor(): boolean {
    if (this.json || this.options.color === false || this.surroundings.environment.NO_COLOR) return false;
    return this.surroundings.stdout.isTTY === true;
  }
}
