/** One line of a result: what was measured, ours, what it is held against, and what was aimed at. */
export interface Row {
  what: string;
  ours: string;
  beside: string;
  ratio: string;
  /** Ends in MISSED where it was. */
  target: string;
}

/** The value below which so much (0 to 1) of the values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The value in the middle. */
export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** Milliseconds of some work. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * A row of two series in milliseconds that were taken in turn: medians, and the middle one of the ratios pair by pair. Only
 * what was taken together can be compared on a machine that others use as well. `most` is the largest ratio aimed at.
 */
export function compare(what: string, ours: number[], beside: number[], most?: number): Row {
  const ratio = median(ours.map((value, index) => value / (beside[index] ?? NaN)));
  return {
    what,
    ours: milliseconds(median(ours)),
    beside: milliseconds(median(beside)),
    ratio: `${ratio.toFixed(2)}×`,
    target: most === undefined ? "" : aim(`≤ ${most}×`, ratio <= most),
  };
}

/** The words of a target, and whether it was missed. */
export function aim(words: string, isMet: boolean): string {
  return isMet ? words : `${words} MISSED`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`;
}
