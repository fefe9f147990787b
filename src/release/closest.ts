import leven from "leven";

/** Longer words are not typing mistakes, and the distance costs the product of both lengths. */
const longestWord = 64;

/**
 * The candidates that a person may have meant, nearest first, at most `count`: within a third of the word's length
 * (at least two changes), or beginning with it. Case does not matter.
 */
export function closest(word: string, candidates: Iterable<string>, count: number): string[] {
  const typed = word.trim().toLowerCase();
  if (typed === "" || typed.length > longestWord) return [];
  const maxDistance = Math.max(2, Math.floor(typed.length / 3));
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const known = candidate.toLowerCase().slice(0, longestWord);
    const distance = known.startsWith(typed) ? 0.5 : leven(typed, known, { maxDistance: maxDistance + 1 });
    if (distance <= maxDistance) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, count).map(({ candidate }) => candidate);
}
