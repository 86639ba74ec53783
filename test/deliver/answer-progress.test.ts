import { describe, expect, it } from 'vitest';
import { AnswerProgress } from '../../src/deliver/answer-progress.js';

function progressAt() {
  const clock = { time: 0 };
  return { clock, progress: new AnswerProgress(() => clock.time) };
}

describe('the progress of the rounds', () => {
  it('begins after what was looked at, and goes back for what is due', () => {
    const { clock, progress } = progressAt();
    progress.failed(3);
    progress.advance(10);
    progress.begin();
    expect(progress.after).toBe(10);
    clock.time = 1_000;
    progress.begin();
    expect(progress.after).toBe(2);
  });

  it('goes back for an answer that came into the state late', () => {
    const { progress } = progressAt();
    progress.advance(10);
    progress.include(4);
    progress.begin();
    expect(progress.after).toBe(3);
  });

  it('goes back for those that a folder held up as soon as one of them went through', () => {
    const { clock, progress } = progressAt();
    progress.failed(1, '/outbox');
    expect(progress.isResting(2, '/outbox')).toBe(true);
    progress.advance(5);
    clock.time = 1_000;
    progress.begin();
    progress.succeeded(1, '/outbox');
    expect(progress.isResting(2, '/outbox')).toBe(false);
    progress.failed(2, '/outbox');
    progress.isResting(3, '/outbox');
    progress.advance(5);
    clock.time = 1_500;
    progress.succeeded(9, '/outbox');
    progress.begin();
    expect(progress.after).toBe(1);
  });

  it('doubles the wait up to five minutes, and tells only the first failure', () => {
    const { clock, progress } = progressAt();
    const waits: number[] = [];
    for (let failures = 0; failures < 12; failures++) {
      expect(progress.failed(1)).toBe(failures === 0);
      const since = clock.time;
      while (progress.isResting(1, '')) clock.time += 500;
      waits.push((clock.time - since) / 1_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    progress.succeeded(1, '');
    expect(progress.failed(1)).toBe(true);
  });

  it('remembers ten thousand troubles and lets all others share one', () => {
    const { clock, progress } = progressAt();
    let told = 0;
    for (let id = 1; id <= 30_000; id++) if (progress.failed(id)) told++;
    expect(told).toBe(10_001);
    progress.advance(30_000);
    for (let id = 1; id <= 10_000; id++) progress.succeeded(id, '');
    progress.begin();
    progress.advance(30_000);
    clock.time = 1_000;
    progress.begin();
    expect(progress.after).toBe(10_000);
  });
});
