import type { ResolvedPath, Target } from './paths.js';

/** Several paths share one cell, which lives as long as the outermost of their owners. */
export function outermost(paths: readonly ResolvedPath[]): number {
  // Owners all enclose the scope, and loops are numbered level by level: the lowest number is the outermost.
  return Math.min(...paths.map((path) => path.owner));
}

/** The same text for paths that read the same. */
export function describe(paths: readonly ResolvedPath[]): string {
  return paths
    .flatMap((path) => path.targets)
    .map(describeTarget)
    .join(' ');
}

/** The same text for targets that read the same. */
export function describeTarget({ node, from, to, component, filter }: Target): string {
  const key = filter === null ? '' : `${filter.element}-${filter.component}:${filter.values}`;
  return `${node}.${from}-${to}.${component}.${key}`;
}
