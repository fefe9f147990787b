import { day, deploys, type Event, fails, hour, rollsBack, target } from "./timelines.ts";

export const planned: Event = [target - 30 * day, (world) => world.plan(target - 30 * day, target)];
const before = ["announcement planned", "pre-deployment planned"];

const takesOver = { kind: "rollback", version: "v1.4.2", from: "v1.5.0" } as const;

/** Whole lives of a release: what happens when, until when they are watched, and what is told in that order. */
export const stories: [name: string, events: Event[], until: number, told: string[]][] = [
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
    "given another version after the announcement, and another day with it",
    [
      planned,
      [target - 6 * day, (world) => void (world.version = "v1.6.0")],
      [
        target - 5 * day,
        (world) => {
          world.version = "v2.0.0";
          world.plan(target - 5 * day, target + day);
        },
      ],
    ],
    target + 12 * hour,
    [
      "announcement planned",
      "announcement corrected: renamed",
      `announcement corrected: ${target + day}`,
      "pre-deployment planned",
    ],
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
    [planned, ...fails(target)],
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
    [planned, ...fails(target), ...deploys(target + 22 * hour, "r2")],
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
    "overtaken by a version that was taken back within the hour: live again",
    [
      planned,
      ...deploys(target),
      ...deploys(target + 70 * 60_000, "next", "v1.5.1"),
      ...rollsBack(target + 80 * 60_000, { version: "v1.5.0", from: "v1.5.1" }),
    ],
    target + 2.5 * hour,
    [
      ...before,
      "start under way",
      "progress live",
      "progress corrected: overtaken",
      "progress corrected: live",
      "complete live",
    ],
  ],
  [
    "rolled back, and a day later another version shipped: it is still one that was rolled back",
    [
      planned,
      ...deploys(target),
      ...rollsBack(target + 1.5 * hour),
      ...deploys(target + 20 * hour, "next", "v1.5.1"),
    ],
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
    "the next version failed, and the rollback after it led here: nothing was taken back",
    [
      planned,
      ...deploys(target),
      ...fails(target + 2 * hour, "next", "v1.6.0"),
      ...rollsBack(target + 2.3 * hour, {
        version: "v1.5.0",
        from: "v1.6.0",
        requester: { automaticAfter: "next" },
      }),
    ],
    target + 2 * day,
    [...before, "start under way", "progress live", "complete live", "summary live"],
  ],
  [
    "taken back on its way: the deploy gives way, and nobody is told that it failed",
    [
      planned,
      [target, (world) => world.run({ id: "r1", phase: "running", startedAt: target })],
      [target + 600_000, (world) => world.run({ id: "back", ...takesOver, phase: "queued" })],
      [target + 600_000, (world) => world.run({ id: "r1", phase: "superseded", supersededBy: "back" })],
      ...rollsBack(target + 1_200_000),
    ],
    target + 1.5 * hour,
    [...before, "start under way", "start corrected: rolled back", "progress rolled back"],
  ],
  [
    "failed and taken back by itself",
    [
      planned,
      ...fails(target),
      ...rollsBack(target + 900_000, { from: "v1.5.0", requester: { automaticAfter: "r1" } }),
    ],
    target + 1.5 * hour,
    [...before, "start under way", "start corrected: rolled back", "progress rolled back"],
  ],
  [
    "a hotfix of the version before overtakes nobody",
    [planned, ...deploys(target - 2 * day, "fix", "v1.4.2-hotfix.1"), ...deploys(target)],
    target + 1.5 * hour,
    [...before, "start under way", "progress live"],
  ],
];
