import { applyScript, HOST_FILES } from './apply-script.js';
import { openScript } from './open-script.js';
import type { HostPlan } from './plan.js';
import { planLines } from './plan-text.js';
import { sshdConfig } from './sshd-config.js';

/** One file for the host. */
export interface HostFile {
  readonly name: string;
  /** Permission bits. */
  readonly mode: number;
  readonly content: string;
}

/** The files a plan is carried out with; they stand in one folder and `apply.sh` is run there. */
export function hostFiles(plan: HostPlan): HostFile[] {
  return [
    { name: HOST_FILES.plan, mode: 0o644, content: `${planLines(plan).join('\n')}\n` },
    { name: HOST_FILES.sshd, mode: 0o644, content: sshdConfig(plan) },
    { name: HOST_FILES.open, mode: 0o755, content: openScript(plan) },
    { name: HOST_FILES.apply, mode: 0o755, content: applyScript(plan) },
  ];
}
