import type { Parts } from "../src/parts.ts";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { type Release, standing } from "../src/release/book/release.ts";
import { beingPrepared, refuseWhilePrepared } from "../src/release/preparation/being-prepared.ts";
import { parseVersion } from "../src/release/version.ts";

/** The release of a version, with or without its prefix, or of an occurrence; raises `unknown-release` with the nearest. */
export async function findRelease(text: string, parts: Parts): Promise<Release> {
  const { tagPrefix } = parts.settings.repository;
  const found =
    (await parts.book.ofOccurrence(text)) ??
    (await parts.book.get(text)) ??
    (await parts.book.get(`${tagPrefix}${text}`));
  if (found) return found;
  const versions = (await parts.book.open()).map(({ version }) => version);
  const tagged = (await parts.git.tags()).find(({ tag }) => tag === text || tag === `${tagPrefix}${text}`);
  if (tagged) throw unplanned(tagged.tag);
  const near = closest(text, versions, 3);
  const isVersion = parseVersion(text, tagPrefix) ?? parseVersion(`${tagPrefix}${text}`, tagPrefix);
  const elsewhere = isVersion ? ` \`/release status ${text}\` knows what was deployed.` : "";
  const advice =
    near.length > 0 ? `Did you mean ${near.join(", ")}?` : "`/release calendar` shows what is planned.";
  throw new ProblemError(
    makeProblem("unknown-release", `No release "${text}" is planned or on its way.`, `${advice}${elsewhere}`),
  );
}

/** A version that was tagged by other hands is no misspelt one. */
function unplanned(version: string): ProblemError {
  const what = `${version} was neither planned nor prepared with Slipway, so there is no page of it.`;
  const advice = `\`/release status ${version}\` tells where it was deployed, \`/release notes ${version}\` what it brings.`;
  return new ProblemError(makeProblem("unknown-release", what, advice));
}

/** What is said when somebody else changed a release between the look and the click. */
export function changedMeanwhile({ version }: Pick<Release, "version">): ProblemError {
  return new ProblemError(
    makeProblem(
      "changed-meanwhile",
      `${version} was changed by somebody else just now.`,
      "Look again, then repeat it.",
    ),
  );
}

/** What is said when a release has come too far for what was asked. */
export function tooLate(release: Pick<Release, "version" | "state" | "rolledBackAt">): ProblemError {
  const { version } = release;
  return new ProblemError(
    makeProblem(
      "too-late",
      `${version} is ${standing(release)} already.`,
      `\`/release show ${version}\` tells where it stands.`,
    ),
  );
}

/** Refuses what would be undone by the end of a preparation that is under way; raises `too-late`. */
export async function expectUnprepared(
  release: Pick<Release, "occurrence" | "version">,
  { preparations }: Pick<Parts, "preparations">,
): Promise<void> {
  const problem = refuseWhilePrepared(release, await beingPrepared(preparations));
  if (problem) throw new ProblemError(problem);
}
