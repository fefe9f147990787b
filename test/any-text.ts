import * as fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };
const last = 0x10ffff - surrogates.count;

/**
 * Any character of Unicode. It is fast-check's own unit "binary"; but that one keeps a table of all the million of them,
 * which takes seconds to build and slows down whatever comes after it.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: last })
  .map((place) => String.fromCodePoint(codePointAt(place)), placeOf);

function codePointAt(place: number): number {
  return place < surrogates.first ? place : place + surrogates.count;
}

/** The way back, by which fast-check mixes the texts in that it knows to be dangerous. */
function placeOf(character: unknown): number {
  const codePoint = typeof character === "string" ? character.codePointAt(0) : undefined;
  if (codePoint === undefined || String.fromCodePoint(codePoint) !== character)
    throw new Error("not one character");
  return codePoint < surrogates.first ? codePoint : codePoint - surrogates.count;
}
