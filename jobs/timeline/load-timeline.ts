import { createHash } from "node:crypto";
import type { JobParts } from "../../src/parts.ts";
import type { NoticeRecord, TimelineSettings } from "../../src/release/timeline/notice.ts";
import type { Claim, Watch } from "../../src/release/timeline/notice-store.ts";
import type { Release } from "../../src/release/book/release.ts";
import type { Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { type Notice, timelineOf } from "../../src/release/timeline/timeline.ts";
import { type Course, courseOf } from "../../src/release/timeline/timeline-course.ts";
import { type Kind, kindOf, parseVersion } from "../../src/release/version.ts";

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
  claims: Claim[];
  records: NoticeRecord[];
  notices: Notice[];
  now: number;
}

/** More runs than production sees in a day. */
const recentRuns = 50;

/** Reads the timeline of a release by its id; undefined for an id that is neither planned nor a version. */
export async function loadTimeline(id: string, parts: JobParts): Promise<LoadedTimeline | undefined> {
  const { settings, book, notices: store } = parts;
  const environment = settings.environments.at(-1);
  const release = (await book.ofOccurrence(id)) ?? (await book.get(id));
  const version = release?.version ?? id;
  const kind = release?.kind ?? kindOfVersion(version, settings.repository.tagPrefix);
  if (!environment || !kind) return undefined;
  const now = await store.now();
  const [runs, watch, claims, changes] = await Promise.all([
    parts.runs.history({ environment: environment.name }, recentRuns),
    store.watch(id, release?.target, now),
    store.claims(id),
    store.changes(id),
  ]);
  const { tagPrefix } = settings.repository;
  const course = courseOf({ version, tagPrefix, runs, ...(release && { release }) });
  const records = claims.map(({ record }) => record);
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
  const known = { id, version, kind, environment, runs, course, watch, claims, records, notices, now };
  return release ? { ...known, release } : known;
}

/** What stays the same when a release is given another version: the occurrence that it fills, else its version. */
export function timelineId({ occurrence, version }: Pick<Release, "occurrence" | "version">): string {
  return occurrence ?? version;
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
