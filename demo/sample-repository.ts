import { commitStream, importInto, initRepository, tagStream } from "./git-import.ts";
import {
  beforeLastRelease,
  type SampleRelease,
  sampleReleases,
  sampleUnreleased,
  type Unreleased,
} from "./sample-releases.ts";

/** A day, in seconds: the releases of the sample are two weeks apart, its commits hours. */
const day = 86_400;
const firstRelease = Date.parse("2026-09-01T09:00:00Z") / 1000;

/**
 * Makes the sample product as a bare repository in an empty folder: four releases from v1.4.0 to v1.5.0 with annotated
 * tags and what came after them, written in one stream so that it takes no time and gives the same hashes everywhere.
 * With `isBeforeLast`, v1.5.0 is not cut yet.
 */
export async function makeSampleRepository(folder: string, isBeforeLast = false): Promise<void> {
  const whole = { releases: sampleReleases, unreleased: sampleUnreleased };
  const { releases, unreleased } = isBeforeLast ? beforeLastRelease() : whole;
  await initRepository(folder);
  await importInto(folder, [...releases.map(releaseStream), unreleasedStream(unreleased, releases.length)]);
}

function releaseStream(release: SampleRelease, index: number): string {
  const at = firstRelease + index * 14 * day;
  const commits = release.commits.map((commit, number) =>
    commitOf(commit, at + number * 3600, number === release.commits.length - 1 ? release.files : {}),
  );
  const tag = {
    message: `Release version ${release.tag.slice(1)}`,
    by: "Rosa Vermeer <rosa@example.com>",
    at: at + day,
  };
  return `${commits.join("")}${tagStream(release.tag, tag)}`;
}

function unreleasedStream({ commits, files }: Unreleased, index: number): string {
  const at = firstRelease + index * 14 * day;
  return commits
    .map((commit, number) => commitOf(commit, at + number * 3600, number === commits.length - 1 ? files : {}))
    .join("");
}

function commitOf(
  { subject, author }: SampleRelease["commits"][number],
  at: number,
  files: Record<string, string>,
): string {
  const mail = `${author.split(" ")[0]?.toLowerCase()}@example.com`;
  return commitStream({ message: subject, by: `${author} <${mail}>`, at, files });
}
