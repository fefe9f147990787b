import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type HostReleaseFacts, hostReleaseOf } from "../../../src/release/preparation/host-release.ts";

const commit = "c".repeat(40);
const tags = ["v1.4.2", "v1.4.2-hotfix.1", "v1.5.0", "v1.6.0-rc.1", "junk", "v1.5.0-hotfix.1"];

function facts(overrides: Partial<HostReleaseFacts> = {}): HostReleaseFacts {
  return {
    tag: "v1.5.0",
    tags: tags.map((tag) => ({ tag, commit })),
    prefix: "v",
    notes: "## v1.5.0\n",
    publishing: "final",
    ...overrides,
  };
}

describe("the page of a release", () => {
  it.each<[tag: string, among: string[], isLatest: boolean, isPrerelease: boolean]>([
    ["v1.5.0", ["v1.4.2", "v1.5.0"], true, false],
    ["v1.6.0", tags, true, false],
    ["v1.5.0", tags, false, false],
    ["v1.5.0-hotfix.1", tags, true, false],
    ["v1.4.2-hotfix.1", tags, false, false],
    ["v1.6.0-rc.1", tags, false, true],
    ["v1.10.0", [...tags, "v1.9.0", "v1.10.0"], true, false],
  ])("%s among %j: latest %s, prerelease %s", (tag, among, isLatest, isPrerelease) => {
    const all = among.map((one) => ({ tag: one, commit }));
    expect(hostReleaseOf(facts({ tag, tags: all }))).toMatchObject({ tag, isLatest, isPrerelease });
  });

  it("is a draft where the configuration says so", () => {
    expect(hostReleaseOf(facts()).isDraft).toBe(false);
    expect(hostReleaseOf(facts({ publishing: "draft" })).isDraft).toBe(true);
  });

  it("has the notes and where all changes are", () => {
    const { body } = hostReleaseOf(facts({ changes: "https://github.com/x/y/compare/v1.4.2...v1.5.0" }));
    expect(body).toBe("## v1.5.0\n\n[All changes](https://github.com/x/y/compare/v1.4.2...v1.5.0)\n");
  });

  it("cuts long notes between lines, says so, and keeps the way to the rest", () => {
    const { body } = hostReleaseOf(
      facts({ notes: `- ${"é".repeat(998)}\n`.repeat(300), changes: "https://github.com/x" }),
    );
    expect(body.length).toBeGreaterThan(50_000);
    expect(body).toMatch(
      /é\n\n_The notes are longer than this page may be\._\n\n\[All changes\]\(https:\/\/github\.com\/x\)\n$/u,
    );
  });

  it("never is longer than GitHub takes", () => {
    const line = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.constantFrom("x".repeat(130_000), "👩‍👩‍👧‍👦".repeat(9000), ""),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const { body } = hostReleaseOf(facts({ notes: lines.join("\n"), changes: "https://github.com/x" }));
        expect(Buffer.byteLength(body)).toBeLessThanOrEqual(125_000);
        expect(body.isWellFormed()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
