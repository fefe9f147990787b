import leven from "leven";

/** Longer words are not typing mistakes, and the distance costs the product of both lengths. */
const longestWord = 64;

/** How many changes lead from a word to what was meant: a third of its letters; two letters changed places are two. */
function mostChanges(typed: string): number {
  return typed.length < 4 ? 1 : Math.max(2, Math.floor(typed.length / 3));
}

/**
 * The candidates that a person may have meant, nearest first, at most `count`: within a third of the word's length
 * (at least two changes, one in a short word), or beginning with it. Case does not matter.
 */
export function closest(word: string, candidates: Iterable<string>, count: number): string[] {
  const typed = word.trim().toLowerCase();
  if (typed === "" || typed.length > longestWord) return [];
  const maxDistance = mostChanges(typed);
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const known = candidate.toLowerCase().slice(0, longestWord);
    const distance = known.startsWith(typed) ? 0.5 : leven(typed, known, { maxDistance: maxDistance + 1 });
    if (distance <= maxDistance) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, count).map(({ candidate }) => candidate);
}
