import { expect, it } from 'vitest';
import { answer, IMAGING, INPATIENT, THERAPY } from './sets.js';
it('x', () => { for (const r of [IMAGING, INPATIENT, THERAPY]) console.log(answer(r).interchange.join('\n')); expect(1).toBe(1); });
