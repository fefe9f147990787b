import leven from "leven";

/** Longer words are not typing mistakes, and the distance costs the product of both lengths. */
const longestWord = 64;

/** How many changes may lead from a word to what was meant: a third of its letters. */
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
    const distance = distanceBetween(typed, known, maxDistance);
    if (distance <= maxDistance) near.push({ candidate, distance });
  }
  near.sort((a, b) => a.distance - b.distance);
  return near.slice(0, count).map(({ candidate }) => candidate);
}

function distanceBetween(typed: string, known: string, maxDistance: number): number {
  if (known.startsWith(typed)) return 0.5;
  return isSwapped(typed, known) ? 1 : leven(typed, known, { maxDistance: maxDistance + 1 });
}

/** Two neighbours that changed places are one slip of the fingers, also in a short word: "fro". */
function isSwapped(typed: string, known: string): boolean {
  const at = Array.from({ length: typed.length }).findIndex((_, index) => typed[index] !== known[index]);
  if (at === -1) return false;
  const swapped = `${typed.slice(0, at)}${typed[at + 1] ?? ""}${typed[at]}${typed.slice(at + 2)}`;
  return swapped === known;
}
