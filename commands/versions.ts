import type { Parts } from "../src/parts.ts";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { compareVersions, parseVersion } from "../src/release/version.ts";

/** All version tags that git has as of the last fetch, newest version first; none while git cannot be read. */
export async function knownVersions(parts: Parts): Promise<string[]> {
  const { tagPrefix } = parts.settings.repository;
  const tags = await parts.git.tags();
  const versions = tags.flatMap(({ tag }) => {
    const version = parseVersion(tag, tagPrefix);
    return version ? [{ tag, version }] : [];
  });
  return versions.toSorted((a, b) => compareVersions(b.version, a.version)).map(({ tag }) => tag);
}

/** The problem of a version that nobody has heard of, with the nearest ones among `known`. */
export function unknownVersion(version: string, known: string[], where: string): ProblemError {
  const near = closest(version, known, 3);
  const advice =
    near.length > 0
      ? `Did you mean ${near.join(", ")}?`
      : `The newest are ${known.slice(0, 3).join(", ") || "none yet"}.`;
  return new ProblemError(makeProblem("unknown-version", `There is no version ${version} ${where}.`, advice));
}
