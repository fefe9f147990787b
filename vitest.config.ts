import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest, by the beginnings of paths below test/, begins first; everything else fills the gaps. */
const longest = [
  "crash/kills",
  "acceptance/control-plane",
  "crash/",
  "acceptance/",
  "jobs/run/engine",
  "kubernetes/",
  "jobs/timeline",
  "redis/takeover",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((beginning) => moduleId.includes(`/test/${beginning}`));
  return place === -1 ? longest.length : place;
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    maxConcurrency: 8,
    // Whole bots keep the processor busy: a third file on two cores saves a twentieth and makes every answer later.
    maxWorkers: Math.max(2, availableParallelism()),
    // A worker loads Bolt, BullMQ and all the rest once: no file keeps anything outside its own tests.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Machines that build are noisy: what kills and freezes processes may meet a stall once. Twice is a fault.
    retry: process.env["CI"] === undefined ? 0 : 1,
    // How long it takes is not what a test asks: what never comes is told by these limits, on a busy machine too.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // A CommonJS file's default import is what Node gives.
    deps: { interopDefault: false },
  },
});
