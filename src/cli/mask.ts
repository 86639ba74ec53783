/** Stands for a value that may identify a person. */
export const MASK = '•••';

/** Shows a protected value or its mask; what is empty stays so. */
export type Shown = (value: string) => string;

/** How protected values are shown: as they are only with `--show-values`. */
export function shownOrMasked(showValues: boolean): Shown {
  return (value) => (value === '' || showValues ? value : MASK);
}
