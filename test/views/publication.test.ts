import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linksOf } from "../../src/release/notes/links.ts";
import type { Publication } from "../../src/release/preparation/host-release.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { kinds } from "../../src/release/version.ts";
import {
  drawPreparation,
  drawPreparationEnd,
  drawPublication,
} from "../../views/preparation/prepare-card.ts";
import { commit, person } from "../release/run/decisions.ts";
import { anyProblem, hostile, version } from "./facts.ts";
import { expectMessage } from "./limits.ts";

const runs = { numRuns: 60 };
const time = fc.integer({ min: 1_790_000_000_000, max: 1_890_000_000_000 });
const webUrl = "https://github.com/nexus/platform";
const links = linksOf({ webUrl });
const timeZone = "America/Argentina/Buenos_Aires";
const branch = fc.constantFrom("main", `release/${"x".repeat(90)}`);
const by = fc.constant(person("U0123456789"));

const publication: fc.Arbitrary<Publication> = fc.oneof(
  fc.record({
    state: fc.constant("published" as const),
    at: time,
    url: fc.constant(`${webUrl}/releases/tag/untagged-0123456789abcdef`),
    isDraft: fc.boolean(),
  }),
  fc.record({ state: fc.constant("failed" as const), at: time, problem: anyProblem }),
);

const preparation: fc.Arbitrary<Preparation> = fc.record(
  {
    id: fc.constant("prepare-0123456789ab"),
    by,
    at: time,
    version,
    kind: fc.constantFrom(...kinds),
    branch,
    base: fc.constant(commit),
    since: version,
    manager: by,
    target: time,
    words: hostile,
    mayBeEmpty: fc.boolean(),
    state: fc.constantFrom("under way", "prepared", "failed", "outdated"),
    tries: fc.constant([]),
    commit: fc.constant(commit),
    problem: anyProblem,
    publication,
    rev: fc.nat(),
  },
  {
    requiredKeys: [
      "id",
      "by",
      "at",
      "version",
      "kind",
      "branch",
      "base",
      "manager",
      "mayBeEmpty",
      "state",
      "tries",
      "rev",
    ],
  },
);

describe("what is said of a preparation keeps Slack's limits and tames every text", () => {
  it("its living message, its end, and what became of its page", () => {
    expect.hasAssertions();
    const look = {
      timeZone,
      command: "/release",
      first: "staging",
      frozen: "Year end".repeat(50),
      ...(links && { links }),
    };
    fc.assert(
      fc.property(preparation, publication, hostile, (one, page, waitingFor) => {
        expectMessage(drawPreparation(one, { ...look, waitingFor }));
        expectMessage(drawPreparationEnd(one, look));
        expectMessage(drawPublication(one, page, look));
      }),
      runs,
    );
  });
});
