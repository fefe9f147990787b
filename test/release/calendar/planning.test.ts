import { describe, expect, it } from "vitest";
import type { Occurrence } from "../../../src/release/calendar/cadence.ts";
import {
  decidePlanning,
  newestOf,
  planAhead,
  type PlanningAct,
  proposeVersions,
} from "../../../src/release/calendar/planning.ts";
import type { Release } from "../../../src/release/book/release.ts";
import { type Kind, parseVersion } from "../../../src/release/version.ts";

const hour = 3_600_000;
const now = 1000 * hour;
const grace = 12 * hour;
const by = { user: "U1", team: "T1" };

function occurrence(overrides: Partial<Occurrence> = {}): Occurrence {
  return { key: "minor.2026-12-07", kind: "minor", day: "2026-12-07", at: now + 48 * hour, ...overrides };
}

function release(overrides: Partial<Release> = {}): Release {
  return {
    version: "v1.5.0",
    kind: "minor",
    branch: "main",
    state: "planned",
    target: now + 48 * hour,
    occurrence: "minor.2026-12-07",
    rev: 1,
    ...overrides,
  };
}

function decide(occurrences: Occurrence[], releases: Release[]): string[] {
  const known = new Map(releases.map((one) => [one.occurrence ?? "", one]));
  const open = releases.filter(({ state }) => state !== "cancelled" && state !== "closed");
  return decidePlanning({ now, occurrences, known, open, grace }).map(words);
}

function words(act: PlanningAct): string {
  if (act.do === "plan" || act.do === "miss") return `${act.do} ${act.occurrence.key}`;
  return act.do === "move"
    ? `move ${act.release.version} by ${(act.target - (act.release.target ?? 0)) / hour} h: ${act.because}`
    : `drop ${act.release.version}: ${act.because}`;
}

const { occurrence: _named, ...byHand } = release();
const freeze = { moved: { to: "2026-12-08", because: "Freeze" } };

describe("the calendar and the book", () => {
  it.each<[what: string, occurrences: Occurrence[], releases: Release[], acts: string[]]>([
    ["a new date", [occurrence()], [], ["plan minor.2026-12-07"]],
    ["a date that is planned", [occurrence()], [release()], []],
    ["a date that a person skipped", [occurrence()], [release({ state: "cancelled" })], []],
    ["a date that falls away before it is planned", [occurrence({ skipped: "Freeze" })], [], []],
    ["a late date", [occurrence({ at: now - hour })], [], ["plan minor.2026-12-07"]],
    ["a date at the end of the grace", [occurrence({ at: now - grace })], [], ["plan minor.2026-12-07"]],
    ["a date after the grace", [occurrence({ at: now - grace - 1 })], [], ["miss minor.2026-12-07"]],
    [
      "a freeze that came later",
      [occurrence({ at: now + 72 * hour, ...freeze })],
      [release()],
      ["move v1.5.0 by 24 h: Freeze"],
    ],
    [
      "another time in the configuration",
      [occurrence({ at: now + 49 * hour })],
      [release()],
      ["move v1.5.0 by 1 h: the calendar has changed"],
    ],
    [
      "a freeze that skips what is planned",
      [occurrence({ skipped: "Freeze" })],
      [release()],
      ["drop v1.5.0: it falls into Freeze"],
    ],
    [
      "a freeze, but a person moved it",
      [occurrence({ skipped: "Freeze" })],
      [release({ moved: { by, reason: "x" } })],
      [],
    ],
    [
      "a freeze, but it is prepared",
      [occurrence({ skipped: "Freeze" })],
      [release({ state: "prepared" })],
      [],
    ],
    ["a rule that is gone", [], [release()], ["drop v1.5.0: the calendar no longer has its day"]],
    ["a rule that is gone, but a person moved it", [], [release({ moved: { by, reason: "x" } })], []],
    ["a date beyond what is planned ahead", [], [release({ target: now + planAhead })], []],
    ["a release by hand", [], [byHand], []],
    ["one that nobody prepared, within the grace", [], [release({ target: now - hour })], []],
    [
      "one that nobody prepared",
      [occurrence({ at: now - grace - 1 })],
      [release({ target: now - grace - 1 })],
      ["drop v1.5.0: nobody prepared it in time"],
    ],
    ["one that is prepared and late", [], [release({ state: "prepared", target: 0 })], []],
  ])("%s", (_what, occurrences, releases, acts) => {
    expect(decide(occurrences, releases)).toEqual(acts);
  });
});

describe("proposed versions", () => {
  it.each<[latest: string, kinds: Kind[], taken: string[], versions: string[]]>([
    ["v1.4.2", ["patch", "minor", "patch", "patch"], [], ["v1.4.3", "v1.5.0", "v1.5.1", "v1.5.2"]],
    ["v1.4.2", ["minor", "major", "minor"], [], ["v1.5.0", "v2.0.0", "v2.1.0"]],
    ["v1.4.2-hotfix.3", ["patch"], [], ["v1.4.3"]],
    ["v1.5.0-rc.1", ["minor"], [], ["v1.5.0"]],
    ["v1.4.2", ["patch", "minor"], ["v1.4.3", "v1.5.0", "v1.6.0"], ["v1.4.4", "v1.7.0"]],
    ["", ["patch", "minor"], [], ["v0.0.1", "v0.1.0"]],
  ])("after %s for %s with %s taken are %s", (latest, kinds, taken, versions) => {
    const facts = {
      latest: parseVersion(latest, "v"),
      taken: new Set(taken),
      planned: kinds.map((kind) => ({ kind, version: "" })),
      prefix: "v",
    };
    expect(proposeVersions(facts)).toEqual(versions);
  });

  it("count from what is prepared, and not from hotfixes of older lines", () => {
    const open = [
      release({ version: "v1.5.0", state: "prepared" }),
      release({ version: "v1.3.1-hotfix.1", kind: "hotfix", state: "prepared" }),
      release({ version: "v9.0.0", state: "planned" }),
    ];
    expect(newestOf(parseVersion("v1.4.2", "v"), open, "v")).toEqual(parseVersion("v1.5.0", "v"));
    expect(newestOf(undefined, [], "v")).toBeUndefined();
  });
});
