/** Files through the whole gateway, durable end to end: dropped into an inbox, answered, delivered. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout, runProgram } from '../steps.mjs';
import { writeClaims } from './inputs/professional.mjs';

const GATEWAY = join(checkout, 'bin', 'x12gw.js');

/** Seconds that `run --once` takes on `count` claim files of about 27 KB; `concurrency` 1 takes them one by one. */
export async function smallFiles(count, concurrency) {
  const folder = mkdtempSync(join(tmpdir(), 'x12gw-bench-'));
  try {
    const configuration = join(folder, 'gateway.yaml');
    await gateway('init', folder, '--demo');
    // The claims are clean by the guide and its rules, not by one payer's own.
    let settings = readFileSync(configuration, 'utf8').replace('overlay: masshealth', 'overlay: neutral');
    if (concurrency === 1) settings = settings.replace('intake:\n', 'intake:\n  concurrency: 1\n');
    writeFileSync(configuration, settings);
    const sample = join(folder, 'sample');
    writeClaims(sample, 0.027);
    const text = readFileSync(sample, 'latin1')
      .replaceAll('PRCLINIC01     ', '110012345A     ')
      .replaceAll('NLHP00042      ', 'DMA7384        ')
      .replaceAll('PRCLINIC01', '110012345A')
      .replaceAll('NLHP00042', 'DMA7384');
    for (let number = 1; number <= count; number++) {
      const own = text
        .replaceAll('000000106', String(number).padStart(9, '0'))
        .replace('*106*X*', `*${number}*X*`)
        .replace(/(GE\*\d+)\*106~/, `$1*${number}~`);
      writeFileSync(join(folder, 'partners', 'demo-provider', 'inbox', `${number}.x12`), own, 'latin1');
    }
    const start = performance.now();
    await gateway('run', '--once', '--config', configuration);
    const seconds = (performance.now() - start) / 1000;
    const { output } = await runProgram(process.execPath, [GATEWAY, 'status', '--json', '--config', configuration]);
    if (!output.includes(`"submissions.applied":${count}`)) throw new Error(`Not all files were applied: ${output}`);
    return { files: count, bytes: text.length, seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gateway(...commandLine) {
  const { code, output } = await runProgram(process.execPath, [GATEWAY, ...commandLine]);
  if (code !== 0) throw new Error(output);
}
