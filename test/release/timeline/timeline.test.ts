import { describe, expect, it, test } from "vitest";
import * as fc from "fast-check";
import { day, deploys, type Event, hour, live, rollsBack, target, usual, World } from "./timelines.ts";

const planned: Event = [target - 30 * day, (world) => world.plan(target - 30 * day, target)];
const before = ["announcement planned", "pre-deployment planned"];

const stories: [name: string, events: Event[], until: number, told: string[]][] = [
  [
    "as planned",
    [planned, ...deploys(target)],
    target + 2 * day,
    [...before, "start under way", "progress live", "complete live", "summary live"],
  ],
  [
    "started two hours late",
    [planned, ...deploys(target + 2 * hour)],
    target + 2 * day,
    [...before, "start under way", "progress live", "complete live", "summary live"],
  ],
  [
    "moved twice before anything was said",
    [
      planned,
      [target - 20 * day, (world) => world.plan(target - 20 * day, target + 7 * day)],
      [target - 19 * day, (world) => world.plan(target - 19 * day, target + day)],
    ],
    target + 12 * hour,
    before,
  ],
  [
    "moved twice after the announcement",
    [
      planned,
      [target - 6 * day, (world) => world.plan(target - 6 * day, target + day)],
      [target - 5 * day, (world) => world.plan(target - 5 * day, target + 2 * day)],
    ],
    target + 1.5 * day,
    [
      "announcement planned",
      `announcement corrected: ${target + day}`,
      `announcement corrected: ${target + 2 * day}`,
      "pre-deployment planned",
    ],
  ],
  [
    "postponed by a month after the pre-deployment notice",
    [planned, [target - 12 * hour, (world) => world.plan(target - 12 * hour, target + 30 * day)]],
    target + 30 * day - hour,
    [
      ...before,
      `announcement corrected: ${target + 30 * day}`,
      `pre-deployment corrected: ${target + 30 * day}`,
      ...before,
    ],
  ],
  [
    "brought forward so that the announcement is no longer due a week before",
    [planned, [target - 10 * day, (world) => world.plan(target - 10 * day, target - 8 * day)]],
    target - 8 * day - hour,
    ["short announcement planned", "pre-deployment planned"],
  ],
  [
    "taken off the calendar after the announcement",
    [planned, [target - 3 * day, (world) => world.plan(target - 3 * day, undefined)]],
    target + day,
    ["announcement planned", "announcement corrected: open"],
  ],
  [
    "cancelled before anything was said",
    [planned, [target - 20 * day, (world) => void (world.release = { state: "cancelled" })]],
    target + day,
    [],
  ],
  [
    "cancelled after the announcement",
    [planned, [target - 3 * day, (world) => void (world.release = { state: "cancelled" })]],
    target + day,
    ["announcement planned", "announcement corrected: cancelled"],
  ],
  [
    "cancelled on the last day",
    [planned, [target - hour, (world) => void (world.release = { state: "cancelled" })]],
    target + day,
    [...before, "announcement corrected: cancelled", "pre-deployment corrected: cancelled"],
  ],
  [
    "planned three days ahead",
    [[target - 3 * day, (world) => world.plan(target - 3 * day, target)], ...deploys(target)],
    target + hour,
    ["short announcement planned", "pre-deployment planned", "start under way"],
  ],
  [
    "planned five hours ahead: one notice, no burst",
    [[target - 5 * hour, (world) => world.plan(target - 5 * hour, target)]],
    target,
    ["short pre-deployment planned"],
  ],
  ["never planned", [...deploys(target)], target + 1.5 * hour, ["start under way", "progress live"]],
  [
    "rolled back between one and two hours",
    [planned, ...deploys(target), ...rollsBack(target + 1.5 * hour)],
    target + 2 * day,
    [
      ...before,
      "start under way",
      "progress live",
      "start corrected: rolled back",
      "progress corrected: rolled back",
      "complete rolled back",
      "summary rolled back",
    ],
  ],
  [
    "failed",
    [
      planned,
      [target, (world) => world.run({ id: "r1", phase: "running", startedAt: target })],
      [target + 900_000, (world) => world.run({ id: "r1", phase: "failed", finishedAt: target + 900_000 })],
    ],
    target + 2 * day,
    [
      ...before,
      "start under way",
      "start corrected: failed",
      "progress failed",
      "complete failed",
      "summary failed",
    ],
  ],
  [
    "failed and tried again next day",
    [
      planned,
      [target, (world) => world.run({ id: "r1", phase: "running", startedAt: target })],
      [target + 900_000, (world) => world.run({ id: "r1", phase: "failed", finishedAt: target + 900_000 })],
      ...deploys(target + 22 * hour, "r2"),
    ],
    target + 25 * hour,
    [
      ...before,
      "start under way",
      "start corrected: failed",
      "progress failed",
      "complete failed",
      "start under way",
      "progress live",
      "complete live",
    ],
  ],
  [
    "overtaken by a hotfix",
    [planned, ...deploys(target), ...deploys(target + 1.5 * hour, "fix", "v1.5.0-hotfix.1")],
    target + 2 * day,
    [...before, "start under way", "progress live", "progress corrected: overtaken", "summary overtaken"],
  ],
  [
    "a hotfix of the version before overtakes nobody",
    [planned, ...deploys(target - 2 * day, "fix", "v1.4.2-hotfix.1"), ...deploys(target)],
    target + 1.5 * hour,
    [...before, "start under way", "progress live"],
  ],
];

describe("the timeline of a release", () => {
  test.each(stories)("%s", (_name, events, until, told) => {
    expect(live(events, until)).toEqual(told);
  });

  it.each([
    [5 * 60_000, ["start under way", "late complete live", "missed progress"]],
    [2 * hour, ["start under way", "late complete live", "missed progress"]],
    [3 * day, ["start under way", "missed progress", "missed complete", "missed summary"]],
  ])("down for %d ms over the due times", (down, told) => {
    const from = target + hour - 60_000;
    const until = Math.max(target + 2 * hour, from) + down;
    const events: Event[] = [
      planned,
      ...deploys(target),
      [from, (world) => void (world.isDown = true)],
      [until, (world) => void (world.isDown = false)],
    ];
    const all = live(events, until + hour);
    expect(
      all
        .slice(2)
        .filter((words) => !words.includes("planned"))
        .toSorted(),
    ).toEqual(told.toSorted());
  });

  it("says nothing in quiet hours, and afterwards only the last word", () => {
    const world = new World();
    const quiet = { from: { hour: 22, minute: 0 }, to: { hour: 7, minute: 0 } };
    world.settings = { ...usual, audiences: { releases: { quiet } } };
    const night = Date.parse("2026-12-07T21:30:00Z");
    const told = live(
      [[night - 30 * day, (one) => one.plan(night - 30 * day, night)], ...deploys(night)],
      night + 12 * hour,
      world,
    );
    expect(told).toContain("complete live");
    expect(told).not.toContain("start under way");
    expect(told.filter((words) => words.startsWith("missed"))).toEqual(["missed start", "missed progress"]);
  });

  it("does what people decide about one notice", () => {
    const world = new World();
    world.changes = [
      { name: "announcement", by: "U1", at: 0, do: "skip" },
      { name: "progress", by: "U1", at: 0, do: "move", to: target + 90 * 60_000, anchor: target },
    ];
    expect(live([planned, ...deploys(target)], target + 1.4 * hour, world)).toEqual([
      "pre-deployment planned",
      "start under way",
    ]);
    const notice = world.timeline(target + 1.4 * hour).find(({ rule }) => rule.name === "progress");
    expect(notice).toMatchObject({ state: "due", due: target + 90 * 60_000 });
  });

  it("says each notice at most once for a moment that it hangs on, whatever happens", () => {
    const move = fc.tuple(fc.integer({ min: -30, max: 5 }), fc.integer({ min: -3, max: 40 }));
    fc.assert(
      fc.property(
        fc.array(move, { maxLength: 5 }),
        fc.option(fc.integer({ min: -10, max: 2 })),
        (moves, start) => {
          const events: Event[] = [
            planned,
            ...moves.map(([at, to]): Event => [
              target + at * day,
              (world) => world.plan(target + at * day, target + to * day),
            ]),
            ...(start === null ? [] : deploys(target + start * day + hour)),
          ];
          const world = new World();
          live(
            events.toSorted(([a], [b]) => a - b),
            target + 10 * day,
            world,
          );
          const said = world.records.map(({ name, anchor }) => `${name} ${anchor}`);
          expect(new Set(said).size).toBe(said.length);
        },
      ),
      { numRuns: 12 },
    );
  });
});
