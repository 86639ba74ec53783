import type { LoopPulse } from '../../operations/metrics/watched.js';
import type { Clock } from '../../support/clock.js';

/** The gateway's loops that must never rest for long. */
export type Loop = 'inboxes' | 'arrivals' | 'delivery' | 'calendar' | 'handoff';

const LOOPS: readonly Loop[] = ['inboxes', 'arrivals', 'delivery', 'calendar', 'handoff'];

/** Signs of life of the loops, for health. */
export class Pulses {
  readonly #clock: Clock;
  readonly #pulses: Map<Loop, { beatAt: number; roundAt: number }>;

  /** A loop that never begins counts as quiet from now on. */
  constructor(clock: Clock) {
    this.#clock = clock;
    const beatAt = clock.now().getTime();
    this.#pulses = new Map(LOOPS.map((loop) => [loop, { beatAt, roundAt: 0 }]));
  }

  /** It goes on. */
  beat(loop: Loop): void {
    this.#pulses.get(loop)!.beatAt = this.#clock.now().getTime();
  }

  /** It came to the end of a round. */
  round(loop: Loop): void {
    const now = this.#clock.now().getTime();
    this.#pulses.set(loop, { beatAt: now, roundAt: now });
  }

  all(): readonly LoopPulse[] {
    return [...this.#pulses].map(([loop, pulse]) => ({ loop, ...pulse }));
  }
}
