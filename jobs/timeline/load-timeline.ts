import { createHash } from "node:crypto";
import type { JobParts } from "../../src/parts.ts";
import type { NoticeRecord, TimelineSettings } from "../../src/release/timeline/notice.ts";
import type { Claim, Watch } from "../../src/release/timeline/notice-store.ts";
import type { Release } from "../../src/release/book/release.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import { hasTouchedCluster } from "../../src/release/run/steps.ts";
import type { Environment } from "../../src/release/settings.ts";
import { type Notice, timelineOf } from "../../src/release/timeline/timeline.ts";
import { type Course, courseOf, newestDeploy } from "../../src/release/timeline/timeline-course.ts";
import { type Kind, kindOf, parseVersion } from "../../src/release/version.ts";

/** What timelines work with; nothing among it changes a cluster or a repository. */
export type TimelineParts = Pick<
  JobParts,
  | "settings"
  | "log"
  | "notices"
  | "media"
  | "messenger"
  | "book"
  | "runs"
  | "releases"
  | "calendarFiles"
  | "checklists"
  | "preparations"
  | "journal"
  | "queue"
  | "git"
  | "clusters"
  | "templates"
  | "authors"
  | "names"
>;

/** The timeline of one release with everything that decides about it, all read at one moment. */
export interface LoadedTimeline {
  /** What stays the same when the release is given another version. */
  id: string;
  version: string;
  kind: Kind;
  /** Absent for a version that was deployed without ever being planned. */
  release?: Release;
  environment: Environment;
  /** Newest first. */
  runs: Run[];
  course: Course;
  watch: Watch;
  /** What was said or missed. */
  records: NoticeRecord[];
  /** Those of them that were sent without anybody noting it yet. */
  sent: NoticeRecord[];
  /** Messages that wait to be sent; as long as they do, nothing is said. */
  waiting: Claim[];
  notices: Notice[];
  now: number;
}

/** More runs than production sees in a day. */
const recentRuns = 50;

/**
 * Reads the timeline of a release by its id; undefined for an id that is neither planned nor a version. `watching` begins
 * the watch over it, `looking` leaves everything as it is.
 */
export async function loadTimeline(
  id: string,
  parts: TimelineParts,
  why: "watching" | "looking",
): Promise<LoadedTimeline | undefined> {
  const { settings, book, notices: store } = parts;
  const { tagPrefix } = settings.repository;
  const environment = settings.environments.at(-1);
  // By hand a version may be planned again after it was cancelled: what is filed under its own name comes first.
  const release = (await book.get(id)) ?? (await book.ofOccurrence(id));
  const kind = release?.kind ?? kindOfVersion(id, tagPrefix);
  if (!environment || !kind) return undefined;
  const now = await store.now();
  const [runs, watch, told, changes] = await Promise.all([
    parts.runs.history({ environment: environment.name }, recentRuns),
    why === "watching" ? store.watch(id, release?.target, now) : lookAtWatch(id, release?.target, now, parts),
    readTold(id, parts),
    store.changes(id),
  ]);
  const { records } = told;
  const version = release ? nameOf(release, records, tagPrefix) : id;
  const hasWritten = await mayHaveWritten(newestDeploy(version, runs), parts);
  const course = courseOf({ version, tagPrefix, runs, hasWritten, ...(release && { release }) });
  const notices = timelineOf({
    settings: settings.timeline,
    timeZone: settings.timeZone,
    kind,
    course,
    ...(watch.target !== undefined && { target: watch.target }),
    plannedAt: watch.plannedAt,
    watchedAt: watch.watchedAt,
    records,
    changes,
    now,
  });
  const known = { id, version, kind, environment, runs, course, watch, ...told, notices, now };
  return release ? { ...known, release } : known;
}

/** Only what became of a deploy that has ended, and not well, hangs on it. */
async function mayHaveWritten(own: Run | undefined, { runs }: TimelineParts): Promise<boolean> {
  if (!own || !isFinal(own.phase) || own.phase === "succeeded") return true;
  return hasTouchedCluster(await runs.ledger(own.id));
}

async function readTold(
  id: string,
  parts: TimelineParts,
): Promise<Pick<LoadedTimeline, "records" | "sent" | "waiting">> {
  const claims = await parts.notices.claims(id);
  const open = claims.filter(({ message }) => message !== undefined);
  const sentAt = await Promise.all(
    open.map(({ record }) => parts.media[record.medium].postedAt(record.conversation)),
  );
  const sent = open.flatMap(({ record }, index) => {
    const at = sentAt[index];
    return at === undefined ? [] : [{ ...record, at }];
  });
  const noted = claims.flatMap(({ record, message }) => (message ? [] : [record]));
  return {
    records: [...noted, ...sent],
    sent,
    waiting: open.filter((_, index) => sentAt[index] === undefined),
  };
}

/** The watch as it is, or as it would begin now. */
async function lookAtWatch(
  release: string,
  target: number | undefined,
  now: number,
  { notices }: TimelineParts,
): Promise<Watch> {
  const known = await notices.watched(release);
  if (known && known.target === target) return known;
  const watchedAt = known?.watchedAt ?? now;
  return { release, plannedAt: now, watchedAt, seen: "", ...(target !== undefined && { target }) };
}

/** A release that was cancelled gave its version back, and is still called what its readers were told. */
function nameOf({ version }: Release, records: NoticeRecord[], tagPrefix: string): string {
  if (parseVersion(version, tagPrefix)) return version;
  const [newest] = records.toSorted((a, b) => b.at - a.at);
  return newest?.told.version ?? version;
}

/** What a timeline was made from while nothing has begun; when it is the same, only time can change the timeline. */
export function fingerprint(release: Pick<Release, "rev"> | undefined, settings: TimelineSettings): string {
  const digest = createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 12);
  return `${release?.rev ?? "unplanned"}.${digest}`;
}

function kindOfVersion(text: string, tagPrefix: string): Kind | undefined {
  const version = parseVersion(text, tagPrefix);
  return version && kindOf(undefined, version);
}
