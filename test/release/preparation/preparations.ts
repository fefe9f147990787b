import type { Preparation } from "../../../src/release/preparation/prepare.ts";
import { commit, person } from "../run/decisions.ts";

/** An ordinary preparation of v1.5.0 that is under way, of which each test changes what it is about. */
export function samplePreparation(overrides: Partial<Preparation> = {}): Preparation {
  return {
    id: "prepare-1",
    by: person("U1"),
    at: 1,
    version: "v1.5.0",
    kind: "minor",
    branch: "main",
    base: commit,
    since: "v1.4.2",
    manager: person("U1"),
    mayBeEmpty: false,
    state: "under way",
    tries: [],
    rev: 0,
    ...overrides,
  };
}
