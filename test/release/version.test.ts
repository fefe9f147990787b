import * as fc from "fast-check";
import semver from "semver";
import { describe, expect, it } from "vitest";
import {
  compareVersions,
  formatTag,
  imageTagOf,
  isStable,
  kindOf,
  kinds,
  nextVersion,
  parseVersion,
  type Version,
} from "../../src/release/version.ts";
import { anyCharacter } from "../any-text.ts";

function version(tag: string): Version {
  const parsed = parseVersion(tag, "v");
  if (!parsed) throw new Error(`${tag} is not a version`);
  return parsed;
}

const number = fc.oneof(fc.nat(3), fc.nat(1000), fc.nat(2 ** 50));
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/).filter((text) => !text.startsWith("hotfix"));
const identifiers = fc.array(fc.oneof(word, fc.nat(12)), { minLength: 1, maxLength: 3 });
const parts = { major: number, minor: number, patch: number };
const anyVersion: fc.Arbitrary<Version> = fc.oneof(
  fc.record({ ...parts, prerelease: fc.constant<string[]>([]) }),
  fc.record({ ...parts, prerelease: fc.constant<string[]>([]), hotfix: fc.nat(12) }),
  fc.record({ ...parts, prerelease: identifiers }),
);
const smallVersion = anyVersion.map((v) => ({
  ...v,
  major: v.major % 3,
  minor: v.minor % 3,
  patch: v.patch % 3,
}));

describe("parseVersion", () => {
  it.each([
    ["v1.5.0", { major: 1, minor: 5, patch: 0, prerelease: [] }],
    [" v1.5.0\n", { major: 1, minor: 5, patch: 0, prerelease: [] }],
    ["v1.0.1-hotfix.2", { major: 1, minor: 0, patch: 1, hotfix: 2, prerelease: [] }],
    ["v1.1.0-rc.1", { major: 1, minor: 1, patch: 0, prerelease: ["rc", 1] }],
    ["v0.0.0", { major: 0, minor: 0, patch: 0, prerelease: [] }],
  ])("reads %j", (text, expected) => {
    expect(parseVersion(text, "v")).toEqual(expected);
  });

  it.each([
    "",
    "v",
    "1.5.0",
    "vv1.5.0",
    "V1.5.0",
    "v1.5",
    "v1.5.0.0",
    "v01.5.0",
    "v2026.01.02",
    "v1.5.0-rc.01",
    "v1.5.0+build.7",
    "v 1.5.0",
    "=v1.5.0",
    "v1.5.0-",
    "v1.0.1-hotfix",
    "v1.0.1-hotfix1",
    "v1.0.1-Hotfix.1",
    "v1.0.1-hotfix.1.rc",
    "v1.0.1-hotfix.one",
    "v9007199254740993.0.0",
    "v1.0.0-rc.99999999999999999999",
    `v1.0.0-${"a".repeat(300)}`,
    "release-2026.11.23",
    "--upload-pack=x",
    "v1.0.0;rm",
    "v１.0.0",
  ])("refuses %j", (text) => {
    expect(parseVersion(text, "v")).toBeUndefined();
  });

  it("takes any prefix, and none", () => {
    expect(parseVersion("1.2.3", "")).toEqual(version("v1.2.3"));
    expect(parseVersion("v1.2.3", "")).toBeUndefined();
    expect(parseVersion("web@1.2.3", "web@")).toEqual(version("v1.2.3"));
  });

  it("never throws, and reads back exactly what it means", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: anyCharacter })), fc.string(), (text, prefix) => {
        const parsed = parseVersion(text, prefix);
        expect(parsed ? formatTag(parsed, prefix) : text.trim()).toBe(text.trim());
      }),
    );
    fc.assert(
      fc.property(anyVersion, (v) => {
        expect(parseVersion(formatTag(v, "v"), "v")).toEqual(v);
      }),
    );
  });
});

describe("compareVersions", () => {
  it("sorts a line with prereleases and hotfixes", () => {
    const sorted = [
      "v1.0.1-alpha",
      "v1.0.1-rc",
      "v1.0.1-rc.1",
      "v1.0.1-rc.2",
      "v1.0.1-rc.10",
      "v1.0.1-rc.x",
      "v1.0.1",
      "v1.0.1-hotfix.1",
      "v1.0.1-hotfix.2",
      "v1.0.1-hotfix.10",
      "v1.0.2-rc.1",
      "v1.0.2",
      "v1.0.9",
      "v1.0.10",
      "v1.1.0",
      "v2.0.0",
    ];
    const shuffled = sorted.toReversed().map(version);
    expect(shuffled.toSorted(compareVersions).map((v) => formatTag(v, "v"))).toEqual(sorted);
  });

  it("is a total order", () => {
    fc.assert(
      fc.property(smallVersion, smallVersion, smallVersion, (a, b, c) => {
        const ab = Math.sign(compareVersions(a, b));
        expect(ab + Math.sign(compareVersions(b, a))).toBe(0);
        expect(ab === 0).toBe(formatTag(a, "") === formatTag(b, ""));
        const ordered = [a, b, c].toSorted(compareVersions);
        expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
        expect(compareVersions(ordered[0] ?? a, ordered[2] ?? c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with semver wherever there is no hotfix", () => {
    fc.assert(
      fc.property(smallVersion, smallVersion, (a, b) => {
        fc.pre(a.hotfix === undefined && b.hotfix === undefined);
        expect(Math.sign(compareVersions(a, b))).toBe(semver.compare(formatTag(a, ""), formatTag(b, "")));
      }),
    );
  });
});

describe("nextVersion", () => {
  it.each([
    ["v1.0.1", "major", "v2.0.0"],
    ["v1.0.1", "minor", "v1.1.0"],
    ["v1.0.1", "patch", "v1.0.2"],
    ["v1.0.1", "hotfix", "v1.0.1-hotfix.1"],
    ["v1.0.1-hotfix.2", "hotfix", "v1.0.1-hotfix.3"],
    ["v1.0.1-hotfix.2", "patch", "v1.0.2"],
    ["v1.0.1-hotfix.2", "minor", "v1.1.0"],
    ["v1.1.0-rc.1", "patch", "v1.1.0"],
    ["v1.1.0-rc.1", "minor", "v1.1.0"],
    ["v1.1.0-rc.1", "major", "v2.0.0"],
    ["v2.0.0-rc.1", "major", "v2.0.0"],
    ["v1.1.1-rc.1", "minor", "v1.2.0"],
    ["v1.1.0-rc.1", "hotfix", "v1.1.0"],
    ["v0.9.0", "major", "v1.0.0"],
  ] as const)("after %s the next %s is %s", (current, kind, expected) => {
    expect(formatTag(nextVersion(version(current), kind), "v")).toBe(expected);
  });

  it("is greater than the one before, stable, and of the kind asked for", () => {
    fc.assert(
      fc.property(smallVersion, fc.constantFrom(...kinds), (current, kind) => {
        const next = nextVersion(current, kind);
        expect(compareVersions(next, current)).toBeGreaterThan(0);
        expect(isStable(next)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(smallVersion.filter(isStable), fc.constantFrom(...kinds), (current, kind) => {
        expect(kindOf(current, nextVersion(current, kind))).toBe(kind);
      }),
    );
  });
});

describe("kindOf", () => {
  it.each([
    ["v1.4.2", "v1.5.0", "minor"],
    ["v1.5.0", "v1.4.2", "minor"],
    ["v1.1.0-rc.1", "v1.1.0", "minor"],
    ["v1.0.1", "v1.0.2-hotfix.1", "hotfix"],
    [undefined, "v1.0.0", "major"],
    [undefined, "v1.0.3", "patch"],
  ])("from %s to %s is %s", (from, to, kind) => {
    expect(kindOf(from === undefined ? undefined : version(from), version(to))).toBe(kind);
  });
});

describe("imageTagOf", () => {
  it.each([
    ["v1.5.0", "tag", "v", "v1.5.0"],
    ["v1.0.1-hotfix.2", "number", "v", "1.0.1-hotfix.2"],
    ["1.5.0", "number", "", "1.5.0"],
    ["nexus-v2-1.5.0", "number", "nexus-v2-", "1.5.0"],
    ["nexus-v2-1.5.0", "tag", "nexus-v2-", "nexus-v2-1.5.0"],
  ] as const)("of %s as a %s, after the prefix %j, is right", (tag, style, prefix, expected) => {
    expect(imageTagOf(tag, style, prefix)).toBe(expected);
  });
});
