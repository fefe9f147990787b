import { lastVersion } from "../history.ts";
import type { TagInfo } from "../git.ts";
import type { Problem } from "../problem.ts";
import { isStable, parseVersion } from "../version.ts";

/** Whether releases are published on the repository's host at once, or left there for a person to publish. */
export const publishing = ["draft", "final"] as const;
export type Publishing = (typeof publishing)[number];

/** What a release's page on the host of the repository is made of. The tag is there before the page. */
export interface HostRelease {
  tag: string;
  /** Markdown. */
  body: string;
  isDraft: boolean;
  isPrerelease: boolean;
  /** Whether the host shows it as the latest: a hotfix of an older line is not. */
  isLatest: boolean;
}

/** A page that is there. */
export interface HostPage {
  url: string;
  isDraft: boolean;
}

/** What became of the page of a release. */
export type Publication = { at: number } & (
  | ({ state: "published" } & HostPage)
  | { state: "failed"; problem: Problem }
);

/** The pages of releases on the host. Raises `github-unavailable` when it does not answer. */
export interface ReleasePages {
  /** The page of a tag, published or a draft, whoever made it. */
  find(tag: string): Promise<HostPage | undefined>;
  /** Makes a page; the one that is there, where somebody was first. Raises `github-refused`. */
  publish(release: HostRelease): Promise<HostPage>;
}

/** GitHub takes so many characters; bytes are never fewer. */
const longestBody = 125_000;

export interface HostReleaseFacts {
  tag: string;
  /** The tags of the repository; the release's own may be too young to be among them. */
  tags: readonly TagInfo[];
  prefix: string;
  /** The notes as Markdown. */
  notes: string;
  publishing: Publishing;
  /** Where all changes are shown. */
  changes?: string;
}

/** The page that a release should have. */
export function hostReleaseOf({
  tag,
  tags,
  prefix,
  notes,
  publishing: how,
  changes,
}: HostReleaseFacts): HostRelease {
  const version = parseVersion(tag, prefix);
  const newest = lastVersion([...tags, { tag, commit: "" }], prefix)?.tag;
  const isPrerelease = version !== undefined && !isStable(version);
  const end = changes === undefined ? "" : `\n[All changes](${changes})\n`;
  return {
    tag,
    body: cutLines(notes, longestBody - size(end)) + end,
    isDraft: how === "draft",
    isPrerelease,
    isLatest: !isPrerelease && newest === tag,
  };
}

const cutMark = "\n_The notes are longer than this page may be._\n";

/** A text of at most so many bytes: whole lines, and a word about those that are left out. */
function cutLines(text: string, most: number): string {
  if (size(text) <= most) return text;
  const kept: string[] = [];
  let left = most - size(cutMark);
  for (const line of text.split("\n")) {
    left -= size(line) + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return `${kept.join("\n")}\n${cutMark}`;
}

function size(text: string): number {
  return Buffer.byteLength(text);
}
