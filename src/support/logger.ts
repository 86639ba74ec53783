import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Facts of one log line: numbers, codes, ids of ours. Never a sender's file name or data. */
export type LogFacts = Readonly<Record<string, string | number | boolean | undefined>>;

/** What the gateway logs with. A line is one JSON object: `time`, `level`, `event` and the facts. */
export interface Logger {
  debug(event: string, facts?: LogFacts): void;
  info(event: string, facts?: LogFacts): void;
  warn(event: string, facts?: LogFacts): void;
  error(event: string, facts?: LogFacts): void;
  /** A logger that adds these facts to each of its lines, such as the submission number. */
  with(facts: LogFacts): Logger;
}

/** A logger whose level can change while it is used; loggers made from it with `with` before keep theirs. */
export interface LeveledLogger extends Logger {
  setLevel(level: LogLevel): void;
}

/**
 * A logger that writes JSON lines to `destination`, without process id and host name (the supervisor knows both), and
 * with times in UTC. Only strings, numbers and truth values can be logged, so that no object full of a member's data
 * slips in whole.
 */
export function createLogger(level: LogLevel, destination: DestinationStream): LeveledLogger {
  const sink = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  return {
    ...wrap(sink),
    setLevel: (changed) => {
      sink.level = changed;
    },
  };
}

function wrap(sink: PinoLogger): Logger {
  return {
    debug: (event, facts) => sink.debug(facts ?? {}, event),
    info: (event, facts) => sink.info(facts ?? {}, event),
    warn: (event, facts) => sink.warn(facts ?? {}, event),
    error: (event, facts) => sink.error(facts ?? {}, event),
    with: (facts) => wrap(sink.child(facts)),
  };
}
