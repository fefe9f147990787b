import type { TagInfo } from "./ports.ts";
import { compareVersions, isStable, parseVersion, type Version } from "./version.ts";

/** A tag that is a version. */
export interface TaggedVersion extends TagInfo {
  version: Version;
}

/** The tags that are versions with this prefix, newest version first; the others are passed over. */
export function versionsOf(tags: Iterable<TagInfo>, prefix: string): TaggedVersion[] {
  return readVersions(tags, prefix).toSorted((a, b) => compareVersions(b.version, a.version));
}

/**
 * The newest version among the tags, releases and hotfixes only unless prereleases are asked for. Given the tags that a
 * branch contains, it is the branch's last version; undefined when there is none.
 */
export function lastVersion(
  tags: Iterable<TagInfo>,
  prefix: string,
  { prereleases = false } = {},
): TaggedVersion | undefined {
  return newest(readVersions(tags, prefix).filter(({ version }) => prereleases || isStable(version)));
}

/**
 * The version that notes of `version` begin after: the newest older one, a stable one if `version` is stable, so that the
 * notes of a release tell what its prereleases told.
 */
export function versionBefore(
  tags: Iterable<TagInfo>,
  version: Version,
  prefix: string,
): TaggedVersion | undefined {
  return newest(
    readVersions(tags, prefix).filter(
      (tagged) =>
        compareVersions(tagged.version, version) < 0 && (isStable(tagged.version) || !isStable(version)),
    ),
  );
}

function readVersions(tags: Iterable<TagInfo>, prefix: string): TaggedVersion[] {
  const versions: TaggedVersion[] = [];
  for (const { tag, commit } of tags) {
    const version = parseVersion(tag, prefix);
    if (version) versions.push({ tag, commit, version });
  }
  return versions;
}

function newest(versions: TaggedVersion[]): TaggedVersion | undefined {
  let best = versions[0];
  for (const tagged of versions) {
    if (best && compareVersions(tagged.version, best.version) > 0) best = tagged;
  }
  return best;
}
