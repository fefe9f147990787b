import * as fc from "fast-check";
import { expect, it } from "vitest";
import { readCommit } from "../../src/release/notes/conventional-commit.ts";
import type { Occurrence } from "../../src/release/calendar/cadence.ts";
import type { PlanEntry, ReleasePlan } from "../../src/release/calendar/month-plan.ts";
import type { NoteItem } from "../../src/release/notes/notes.ts";
import { type Release, releaseStates } from "../../src/release/book/release.ts";
import { kinds } from "../../src/release/version.ts";
import { drawMissed } from "../../views/calendar/calendar-notes.ts";
import { drawCalendar, drawPlan } from "../../views/calendar/plan.ts";
import { drawMoveDialog, drawSkipDialog } from "../../views/calendar/release-dialogs.ts";
import { drawReleasePage } from "../../views/calendar/release-page.ts";
import { anyFreeze, hostile, name, version } from "./facts.ts";
import { expectMessage, expectView } from "./limits.ts";

const time = fc.integer({ min: 1_790_000_000_000, max: 1_890_000_000_000 });
const by = fc.constant({ user: "U0123456789", team: "T1" });
const kind = fc.constantFrom(...kinds);
const timeZone = "America/Argentina/Buenos_Aires";
const look = {
  command: "/release",
  isAnswer: true,
  hasButtons: true,
  beingPrepared: new Set(["minor.2026-12-07"]),
};

const release: fc.Arbitrary<Release> = fc.record(
  {
    version,
    kind,
    branch: hostile,
    state: fc.constantFrom(...releaseStates),
    rev: fc.nat(),
    manager: by,
    target: time,
    occurrence: fc.constant("minor.2026-12-07"),
    moved: fc.record({ by, reason: hostile }),
    cancelledBecause: hostile,
    commit: fc.constant("c".repeat(40)),
    since: version,
    startedAt: time,
    liveAt: time,
    rolledBackAt: time,
  },
  { requiredKeys: ["version", "kind", "branch", "state", "rev"] },
);

const entry: fc.Arbitrary<PlanEntry> = fc.record(
  { release, conflicts: fc.array(hostile), movedBecause: hostile, openItems: fc.array(hostile) },
  { requiredKeys: ["release", "conflicts"] },
);

const occurrence: fc.Arbitrary<Occurrence> = fc.record(
  {
    key: fc.constant("patch.2026-12-04"),
    kind,
    day: fc.constant("2026-12-04"),
    at: time,
    skipped: hostile,
    moved: fc.record({ to: fc.constant("2026-12-07"), because: hostile }),
  },
  { requiredKeys: ["key", "kind", "day", "at"] },
);

const item: fc.Arbitrary<NoteItem> = fc
  .record({ text: hostile, scope: hostile, author: hostile })
  .map(({ text, scope, author }) =>
    readCommit({
      hash: "c".repeat(40),
      at: 0,
      author: { name: author, email: "" },
      parents: [],
      subject: `feat(${scope}): ${text} (#1)`,
      body: `Co-authored-by: ${author} <a@nexus.example>`,
    }),
  );

function many<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc
    .constantFrom(0, 1, 4, 90)
    .chain((length) => fc.array(one, { minLength: length, maxLength: length }));
}

const plan: fc.Arbitrary<ReleasePlan> = fc.record(
  {
    name: fc.constant("2026-12"),
    timeZone: fc.constant(timeZone),
    entries: many(entry),
    later: many(occurrence),
    skipped: many(occurrence),
    production: name,
    windows: many(anyFreeze),
    waiting: fc.record({ breaking: many(item), features: many(item), fixes: many(item), others: fc.nat() }),
  },
  { requiredKeys: ["name", "timeZone", "entries", "later", "skipped", "production", "windows"] },
);

const runs = { numRuns: 60 };

it(
  "the plan of a month, and the calendar, keep Slack's limits and tame every text",
  { timeout: 60_000 },
  () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(plan, (one) => {
        expectMessage(drawPlan(one, look));
        expectMessage(drawCalendar(one, look));
      }),
      runs,
    );
  },
);

it("the page of a release", () => {
  expect.hasAssertions();
  fc.assert(
    fc.property(release, many(hostile), (one, environments) =>
      expectMessage(
        drawReleasePage({
          release: one,
          timeZone,
          command: "/release",
          verified: environments.map((environment) => ({ environment, at: 1 })),
          liveOn: environments,
          runs: [],
          may: { plan: true, deploy: true },
          openItems: environments,
        }),
      ),
    ),
    runs,
  );
});

it("what was missed, and the dialogs", () => {
  expect.hasAssertions();
  const missed = fc.record({ key: version, name: hostile, at: time, because: hostile });
  fc.assert(
    fc.property(release, many(missed), (one, all) => {
      expectMessage(drawMissed(all, { timeZone, command: "/release" }));
      expectView(drawMoveDialog(one, { timeZone, day: "2026-12-07", time: "10:00" }));
      expectView(drawSkipDialog(one, timeZone));
    }),
    runs,
  );
});
