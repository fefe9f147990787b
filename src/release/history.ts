import type { Git, TagInfo } from "./git.ts";
import { compareVersions, isStable, type Kind, kindOf, parseVersion, type Version } from "./version.ts";

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
  return newest(tags, prefix, (version) => prereleases || isStable(version));
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
    tags,
    prefix,
    (other) => compareVersions(other, version) < 0 && (isStable(other) || !isStable(version)),
  );
}

/**
 * The same for a version by its name, among the versions that a commit, branch or tag contains: other lines have changes of
 * their own. Undefined for the first one, and for what is no version. Raises what `reachableTags` raises.
 */
export async function predecessorOf(
  version: string,
  ref: string,
  { git, settings }: PredecessorParts,
): Promise<TaggedVersion | undefined> {
  const { tagPrefix } = settings.repository;
  const parsed = parseVersion(version, tagPrefix);
  return parsed && versionBefore(await git.reachableTags(ref), parsed, tagPrefix);
}

interface PredecessorParts {
  git: Pick<Git, "reachableTags">;
  settings: { repository: { tagPrefix: string } };
}

/** The kind of a release by its number and by the version before it among the tags; undefined when it is no version. */
export function kindAmong(tags: Iterable<TagInfo>, tag: string, prefix: string): Kind | undefined {
  const version = parseVersion(tag, prefix);
  return version && kindOf(versionBefore(tags, version, prefix)?.version, version);
}

function readVersions(tags: Iterable<TagInfo>, prefix: string): TaggedVersion[] {
  const versions: TaggedVersion[] = [];
  for (const { tag, commit } of tags) {
    const version = parseVersion(tag, prefix);
    if (version) versions.push({ tag, commit, version });
  }
  return versions;
}

/** One pass that keeps one version, because a repository may have thousands. */
function newest(
  tags: Iterable<TagInfo>,
  prefix: string,
  isMeant: (version: Version) => boolean,
): TaggedVersion | undefined {
  let best: TaggedVersion | undefined;
  for (const { tag, commit } of tags) {
    const version = parseVersion(tag, prefix);
    if (!version || (best && compareVersions(version, best.version) <= 0)) continue;
    if (isMeant(version)) best = { tag, commit, version };
  }
  return best;
}
