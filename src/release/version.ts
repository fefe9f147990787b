import semver from "semver";

/**
 * One version of the product. `hotfix` is the N of `1.0.1-hotfix.N`; `prerelease` holds the identifiers of
 * `1.1.0-rc.1` and is empty for a release. The two never occur together.
 */
export interface Version {
  major: number;
  minor: number;
  patch: number;
  hotfix?: number;
  prerelease: (string | number)[];
}

export const kinds = ["major", "minor", "patch", "hotfix"] as const;
export type Kind = (typeof kinds)[number];

/** Most tags, read without semver's long expressions: a repository has thousands. All 15 digits are exact numbers. */
const regularVersion = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/;

/**
 * The version that a tag or a person's word means, or undefined. White space around it is dropped, the rest must be the
 * prefix and then semver to the letter: nothing is guessed. Build metadata is refused because image tags cannot carry
 * it, and so is every spelling of "hotfix" but `-hotfix.N`, because semver would sort it below what it mends.
 */
export function parseVersion(text: string, prefix: string): Version | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith(prefix)) return undefined;
  const bare = trimmed.slice(prefix.length);
  const regular = regularVersion.exec(bare);
  if (regular) return release(Number(regular[1]), Number(regular[2]), Number(regular[3]));
  const parsed = bare.length > 256 ? null : semver.parse(bare);
  if (!parsed || parsed.version !== bare) return undefined;
  const { major, minor, patch, prerelease } = parsed;
  const [word, number] = prerelease;
  if (!/^hotfix/i.test(String(word))) {
    return prerelease.every(isComparable) ? { major, minor, patch, prerelease: [...prerelease] } : undefined;
  }
  const wellFormed = word === "hotfix" && typeof number === "number" && prerelease.length === 2;
  return wellFormed ? { major, minor, patch, hotfix: number, prerelease: [] } : undefined;
}

/** The tag of a version, `v1.0.1-hotfix.2`: what `parseVersion` reads back with the same prefix. */
export function formatTag(version: Version, prefix: string): string {
  const { major, minor, patch, hotfix, prerelease } = version;
  const suffix = hotfix === undefined ? prerelease : ["hotfix", hotfix];
  return `${prefix}${major}.${minor}.${patch}${suffix.length > 0 ? `-${suffix.join(".")}` : ""}`;
}

/** The image tag of a version that a tag with this prefix names: `v1.5.0` as it is, or its number `1.5.0`. */
export function imageTagOf(tag: string, style: "tag" | "number", prefix: string): string {
  return style === "number" && tag.startsWith(prefix) ? tag.slice(prefix.length) : tag;
}

/**
 * Below zero when `a` is older, above when newer, zero only when they are the same. A hotfix is newer than its release
 * and than lower hotfixes, and older than the next patch; prereleases sort as in semver.
 */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    a.patch - b.patch ||
    stage(a) - stage(b) ||
    (a.hotfix ?? 0) - (b.hotfix ?? 0) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/**
 * The version after `current`. From a hotfix the next regular version is counted from its release; from a prerelease it
 * is the release that was being prepared, if that is of the kind. A hotfix of a prerelease is that release too: there is
 * nothing released yet to mend.
 */
export function nextVersion(current: Version, kind: Kind): Version {
  const { major, minor, patch } = current;
  const pending = current.prerelease.length > 0;
  if (kind === "major") return release(pending && minor === 0 && patch === 0 ? major : major + 1, 0, 0);
  if (kind === "minor") return release(major, pending && patch === 0 ? minor : minor + 1, 0);
  if (pending) return release(major, minor, patch);
  if (kind === "patch") return release(major, minor, patch + 1);
  return { ...release(major, minor, patch), hotfix: (current.hotfix ?? 0) + 1 };
}

/** What kind of release leads from one version to another, whichever is newer; without a first one, by its zeros. */
export function kindOf(from: Version | undefined, to: Version): Kind {
  if (to.hotfix !== undefined) return "hotfix";
  if (from && from.major !== to.major) return "major";
  if (from && from.minor !== to.minor) return "minor";
  if (from && from.patch !== to.patch) return "patch";
  if (to.patch > 0) return "patch";
  return to.minor > 0 ? "minor" : "major";
}

/** Whether the version is meant for everybody: a release or a hotfix, not a prerelease. */
export function isStable(version: Version): boolean {
  return version.prerelease.length === 0;
}

/** Numbers too large to be exact stay text in semver and would compare equal to their neighbours. */
function isComparable(identifier: string | number): boolean {
  return typeof identifier === "number" || !/^\d+$/.test(identifier);
}

function release(major: number, minor: number, patch: number): Version {
  return { major, minor, patch, prerelease: [] };
}

/** Where a version stands among those with the same three numbers: before the release, the release, after it. */
function stage(version: Version): number {
  if (version.prerelease.length > 0) return 0;
  return version.hotfix === undefined ? 1 : 2;
}

function comparePrereleases(a: Version["prerelease"], b: Version["prerelease"]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    const order = semver.compareIdentifiers(String(left), String(right));
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
