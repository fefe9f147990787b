import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/release/calendar/calendar.ts";
import {
  type Occurrence,
  occurrencesOf,
  type ReleaseCalendar,
} from "../../../src/release/calendar/cadence.ts";
import type { Freeze, Instead } from "../../../src/release/calendar/freeze.ts";
import { parseSchedule, type Schedule } from "../../../src/release/calendar/schedule.ts";
import type { Kind } from "../../../src/release/version.ts";

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text);
  if (!parsed) throw new Error(`no schedule: ${text}`);
  return parsed;
}

function calendar(
  rules: [Kind, string][],
  freezes: Freeze[] = [],
  timeZone = "Europe/Amsterdam",
): ReleaseCalendar {
  return { timeZone, rules: rules.map(([kind, text]) => ({ kind, schedule: schedule(text) })), freezes };
}

function yearOf(rules: [Kind, string][], year: number, freezes: Freeze[] = []): Occurrence[] {
  return occurrencesOf(calendar(rules, freezes), Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
}

function freeze(from: string, to: string, instead: Instead, kinds?: Kind[]): Freeze {
  return { name: "Freeze", from, to, instead, ...(kinds && { kinds }) };
}

/** Counts days with plain numbers, knowing only that 1 January 2026 is a Thursday. */
function* plainDays(): Generator<{
  year: number;
  month: number;
  date: number;
  weekday: number;
  text: string;
}> {
  let weekday = 4;
  for (const year of [2026, 2027, 2028, 2029]) {
    const lengths = [31, year === 2028 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (const [index, length] of lengths.entries()) {
      for (let date = 1; date <= length; date += 1) {
        const text = `${year}-${String(index + 1).padStart(2, "0")}-${String(date).padStart(2, "0")}`;
        yield { year, month: index + 1, date, weekday, text };
        weekday = (weekday + 1) % 7;
      }
    }
  }
}

/** Summer time of the European Union: from the last Sunday of March until the last Sunday of October. */
function hourInUtc(month: number, date: number, weekday: number): number {
  const nextSunday = date + ((7 - weekday) % 7);
  const isLastWeek = date + 7 > 31 && (weekday === 0 || nextSunday > 31);
  const isSummer =
    month > 3 && month < 10 ? true : month === 3 ? isLastWeek : month === 10 ? !isLastWeek : false;
  return isSummer ? 8 : 9;
}

describe("the dates of four years, beside a count of our own", () => {
  const rules: [Kind, string, (day: { month: number; date: number; weekday: number }) => boolean][] = [
    ["patch", "every Friday at 10:00", ({ weekday }) => weekday === 5],
    ["minor", "first Monday of the month at 10:00", ({ weekday, date }) => weekday === 1 && date <= 7],
    [
      "major",
      "first Monday of the quarter at 10:00",
      ({ weekday, date, month }) => weekday === 1 && date <= 7 && month % 3 === 1,
    ],
    ["major", "cron 0 10 15 2,5,8,11 *", ({ date, month }) => date === 15 && month % 3 === 2],
    ["hotfix", "cron 0 10 29 * *", ({ date }) => date === 29],
  ];

  it.each(rules)("%s %s", (kind, text, isDue) => {
    const expected = [...plainDays()].filter(isDue).map(({ text: day, month, date, weekday }) => ({
      key: `${kind}.${day}`,
      at: `${day}T0${hourInUtc(month, date, weekday)}:00:00.000Z`,
    }));
    const found = [2026, 2027, 2028, 2029].flatMap((year) => yearOf([[kind, text]], year));
    expect(found.map(({ key, at }) => ({ key, at: new Date(at).toISOString() }))).toEqual(expected);
    expect(found.length).toBeGreaterThanOrEqual(15);
  });

  it("has as many releases as the process asks for", () => {
    const counts = [2026, 2027, 2028, 2029].map((year) =>
      ["major", "minor", "patch"].map(
        (kind) =>
          yearOf(
            [
              ["major", "second Wednesday of the quarter at 10:00"],
              ["minor", "first Monday of the month at 10:00"],
              ["patch", "every Friday at 10:00"],
            ],
            year,
          ).filter((one) => one.kind === kind).length,
      ),
    );
    expect(counts).toEqual([
      [4, 12, 52],
      [4, 12, 53],
      [4, 12, 52],
      [4, 12, 52],
    ]);
  });
});

describe("freezes", () => {
  const minor: [Kind, string][] = [["minor", "first Monday of the month at 10:00"]];

  it.each<[what: string, freezes: Freeze[], expected: string | [on: string, at: string]]>([
    ["nothing in the way", [], ["2026-12-07", "2026-12-07"]],
    ["a freeze beside it", [freeze("2026-12-08", "2026-12-20", "skip")], ["2026-12-07", "2026-12-07"]],
    [
      "a freeze of another kind",
      [freeze("2026-12-07", "2026-12-07", "skip", ["patch"])],
      ["2026-12-07", "2026-12-07"],
    ],
    ["a freeze that skips", [freeze("2026-12-01", "2026-12-10", "skip")], "Freeze"],
    [
      "the next working day",
      [freeze("2026-12-07", "2026-12-07", "next working day")],
      ["2026-12-08", "2026-12-08"],
    ],
    [
      "a freeze up to a weekend",
      [freeze("2026-12-07", "2026-12-11", "next working day")],
      ["2026-12-14", "2026-12-14"],
    ],
    [
      "the day before, over a weekend",
      [freeze("2026-12-07", "2026-12-07", "the day before")],
      ["2026-12-04", "2026-12-04"],
    ],
    [
      "another freeze behind it",
      [
        freeze("2026-12-07", "2026-12-07", "next working day"),
        freeze("2026-12-08", "2026-12-09", "the day before"),
      ],
      ["2026-12-10", "2026-12-10"],
    ],
    ["more than sixty days", [freeze("2026-10-01", "2027-03-01", "next working day")], "Freeze"],
  ])("with %s", (_what, freezes, expected) => {
    const found = yearOf(minor, 2026, freezes).find(({ key }) => key === "minor.2026-12-07");
    const { at = 0, day, moved, skipped } = found ?? {};
    const told = skipped ?? [moved?.to ?? day, new Date(at).toISOString().slice(0, 10)];
    expect(told).toEqual(expected);
  });

  it("bring two of one kind to the same day, and one of them stays", () => {
    const found = yearOf([["patch", "every Friday at 10:00"]], 2026, [
      freeze("2026-12-11", "2026-12-21", "next working day"),
    ]).filter(({ day }) => day >= "2026-12-11");
    expect(found.map(({ key, moved, skipped }) => [key, moved?.to, skipped])).toEqual([
      ["patch.2026-12-11", undefined, "Freeze, and 2026-12-18 comes then"],
      ["patch.2026-12-18", "2026-12-22", undefined],
      ["patch.2026-12-25", undefined, undefined],
    ]);
  });

  it("leave the day that belongs to another one alone", () => {
    const found = yearOf([["patch", "every Friday at 10:00"]], 2026, [
      freeze("2026-12-18", "2026-12-18", "the day before"),
      freeze("2026-12-12", "2026-12-17", "the day before"),
    ]).filter(({ day }) => day === "2026-12-11" || day === "2026-12-18");
    expect(found.map(({ key, skipped }) => [key, skipped])).toEqual([
      ["patch.2026-12-11", undefined],
      ["patch.2026-12-18", "Freeze, and 2026-12-11 comes then"],
    ]);
  });
});

const anyFreeze: fc.Arbitrary<Freeze> = fc
  .record({
    name: fc.constant("Freeze"),
    from: fc.integer({ min: 0, max: 365 }).map((count) => addDays("2027-01-01", count)),
    length: fc.nat(30),
    instead: fc.constantFrom<Instead[]>("skip", "next working day", "the day before"),
  })
  .map(({ name, from, length, instead }) => ({ name, from, to: addDays(from, length), instead }));

const nexus: [Kind, string][] = [
  ["major", "second Wednesday of the quarter at 02:30"],
  ["minor", "first Monday of the month at 10:00"],
  ["patch", "every Friday at 10:00"],
  ["patch", "cron 0 10 * * 7"],
];

describe("whatever the freezes", () => {
  it("two windows give what one gives, each occurrence once", () => {
    const start = Date.UTC(2027, 0, 1);
    const end = Date.UTC(2028, 0, 1);
    fc.assert(
      fc.property(
        fc.array(anyFreeze, { maxLength: 4 }),
        fc.integer({ min: start, max: end }),
        (freezes, cut) => {
          const of = calendar(nexus, freezes, "America/New_York");
          const whole = occurrencesOf(of, start, end);
          expect([...occurrencesOf(of, start, cut), ...occurrencesOf(of, cut, end)]).toEqual(whole);
          expect(new Set(whole.map(({ key }) => key)).size).toBe(whole.length);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("no two of a kind are done on one day, and nothing is done in a freeze", () => {
    fc.assert(
      fc.property(fc.array(anyFreeze, { maxLength: 4 }), (freezes) => {
        const done = yearOf(nexus, 2027, freezes).filter(({ skipped }) => skipped === undefined);
        const days = done.map(({ kind, day, moved }) => `${kind}.${moved?.to ?? day}`);
        expect(new Set(days).size).toBe(days.length);
        for (const { day, moved } of done) {
          const on = moved?.to ?? day;
          expect(freezes.filter(({ from, to }) => from <= on && on <= to)).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
