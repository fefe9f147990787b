import {
  type NoticeChange,
  type NoticeRecord,
  type TimelineSettings,
  usualNotices,
} from "../../../src/release/timeline/notice.ts";
import type { Release } from "../../../src/release/book/release.ts";
import type { Run } from "../../../src/release/run/run.ts";
import { isToSay, type Notice, timelineOf } from "../../../src/release/timeline/timeline.ts";
import { courseOf } from "../../../src/release/timeline/timeline-course.ts";
import {
  corrected,
  correctionKey,
  correctionsOf,
} from "../../../src/release/timeline/timeline-corrections.ts";
import { kinds } from "../../../src/release/version.ts";
import { sampleRun } from "../../redis/samples.ts";

export const hour = 3_600_000;
export const day = 24 * hour;
/** When the release of every table is planned. */
export const target = Date.parse("2026-12-07T09:00:00Z");

export const usual: TimelineSettings = {
  notices: usualNotices.map(([kind, offset, days = 0]) => ({
    name: kind,
    kind,
    offset,
    days,
    medium: "slack",
    audience: "releases",
    for: [...kinds],
  })),
  audiences: { releases: {} },
  grace: 4 * 3600,
  mentionAuthors: true,
  dontMention: [],
};

/** What a story does at a moment, and what was said of it, in the words of the tables. */
export type Event = [at: number, does: (world: World) => void];

/** A release, its runs, and everything that was said, as jobs would have stored it. */
export class World {
  release: Pick<Release, "state" | "cancelledBecause"> = { state: "planned" };
  version = "v1.5.0";
  target: number | undefined;
  plannedAt = 0;
  watchedAt = 0;
  runs: Run[] = [];
  records: NoticeRecord[] = [];
  changes: NoticeChange[] = [];
  settings = usual;
  /** `announcement planned`, `late complete live`, `missed start`, `announcement corrected moved`. */
  readonly told: string[] = [];
  /** Whether the newest deploy may have written. */
  hasWritten = true;
  /** When nobody is there to say anything. */
  isDown = false;

  plan(at: number, planned: number | undefined): void {
    this.target = planned;
    this.plannedAt = at;
  }

  /** Adds a run of production, or changes it by its id. */
  run(changes: Partial<Run> & { id: string }): void {
    const known = this.runs.find(({ id }) => id === changes.id);
    this.runs = [{ ...(known ?? sampleRun()), ...changes }, ...this.runs.filter((run) => run !== known)];
  }

  course() {
    const { version, release, runs, hasWritten } = this;
    return courseOf({ version, tagPrefix: "v", release, runs, hasWritten });
  }

  timeline(now: number): Notice[] {
    return timelineOf({
      settings: this.settings,
      timeZone: "Europe/Berlin",
      kind: "minor",
      course: this.course(),
      plannedAt: this.plannedAt,
      watchedAt: this.watchedAt,
      records: this.records,
      changes: this.changes,
      now,
      ...(this.target !== undefined && { target: this.target }),
    });
  }

  /** Does what the jobs do at a moment: says, reports and corrects. */
  beat(now: number): void {
    if (this.isDown) return;
    for (const notice of this.timeline(now)) {
      if (isToSay(notice, now)) this.#record(notice, "said", now);
      if (notice.state === "missed" && !this.records.some(({ key }) => key === notice.key))
        this.#record(notice, "missed", now);
    }
    const { version } = this;
    const facts = {
      version,
      course: this.course(),
      ...(this.target !== undefined && { target: this.target }),
    };
    for (const correction of correctionsOf({ records: this.records, ...facts })) {
      const { record } = correction;
      this.told.push(`${record.name} corrected: ${correctionKey(correction).split(".").slice(2).join(".")}`);
      this.records = this.records.map((one) => (one === record ? corrected(correction, facts) : one));
    }
  }

  #record({ rule, key, due, anchor, state, isShortNotice }: Notice, outcome: "said" | "missed", at: number) {
    const course = this.course();
    const isLate = state === "late";
    const marks = `${isLate ? "late " : ""}${isShortNotice ? "short " : ""}`;
    this.told.push(outcome === "said" ? `${marks}${rule.name} ${course.state}` : `missed ${rule.name}`);
    this.records.push({
      key,
      name: rule.name,
      kind: rule.kind,
      outcome,
      due,
      anchor,
      at,
      isLate,
      told: {
        state: course.state,
        version: this.version,
        ...(this.target !== undefined && { target: this.target }),
      },
      corrections: 0,
      medium: "slack",
      conversation: key,
      channel: "C1",
    });
  }
}

/** Lives through a story, a beat every ten minutes (or `step`) and one after every event, and answers what was told in order. */
export function live(events: Event[], until: number, world = new World(), step = 600_000): string[] {
  const first = events[0]?.[0] ?? 0;
  const times = new Set([...beats(first, until, step), ...events.map(([at]) => at)]);
  for (const now of [...times].toSorted((a, b) => a - b)) {
    for (const [at, does] of events) if (at === now) does(world);
    world.beat(now);
  }
  return world.told;
}

function beats(from: number, until: number, step: number): number[] {
  return Array.from({ length: Math.floor((until - from) / step) }, (_, index) => from + index * step);
}

/** The events of a deploy: it starts, and minutes later ends well. */
export function deploys(at: number, id = "r1", version = "v1.5.0"): Event[] {
  return [
    [at, (world) => world.run({ id, version, phase: "running", startedAt: at })],
    [at + 300_000, (world) => world.run({ id, phase: "succeeded", finishedAt: at + 300_000 })],
  ];
}

/** The events of a deploy that fails after a quarter of an hour. */
export function fails(at: number, id = "r1", version = "v1.5.0"): Event[] {
  return [
    [at, (world) => world.run({ id, version, phase: "running", startedAt: at })],
    [at + 900_000, (world) => world.run({ id, phase: "failed", finishedAt: at + 900_000 })],
  ];
}

/** The events of a rollback, from v1.5.0 to v1.4.2 if nothing else is said. */
export function rollsBack(at: number, changes: Partial<Run> = {}): Event[] {
  const usually = { id: "back", kind: "rollback", version: "v1.4.2", from: "v1.5.0" } as const;
  const run = { ...usually, ...changes };
  return [
    [at, (world) => world.run({ ...run, phase: "rolling back", startedAt: at })],
    [at + 120_000, (world) => world.run({ ...run, phase: "rolled back", finishedAt: at + 120_000 })],
  ];
}
