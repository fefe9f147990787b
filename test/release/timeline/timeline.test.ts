import { describe, expect, it, test } from "vitest";
import * as fc from "fast-check";
import { planned, stories } from "./stories.ts";
import { storiesOfAgain } from "./stories-of-again.ts";
import { day, deploys, type Event, hour, live, target, usual, World } from "./timelines.ts";

describe("the timeline of a release", () => {
  test.each([...stories, ...storiesOfAgain])("%s", (_name, events, until, told) => {
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
