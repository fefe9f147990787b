import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nameInRun } from "../../../jobs/run/job-check.ts";

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/u);
const id = fc.constantFrom("run-0123456789ab", "run-0123456789ac", "run-0123456789ab-back");

test("a Job has a name that Kubernetes takes, and of its own in every run and try", () => {
  fc.assert(
    fc.property(name, id, id, fc.nat(20), fc.nat(20), (job, one, other, first, second) => {
      const [made, again] = [nameInRun(job, one, first), nameInRun(job, other, second)];
      expect(made.length).toBeLessThanOrEqual(63);
      expect(made).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u);
      expect(made === again).toBe(one === other && first === second);
    }),
  );
});
