import { expect, it } from "vitest";
import { deadlineOf, graceOf } from "../../../src/release/run/deadline.ts";

const check = { name: "smoke", timeout: 30, retries: 2, kind: "command" as const, command: ["true"] };

it("counts from the start, and is what the run was given since", () => {
  const hour = { deadline: 3600 };
  expect(deadlineOf({}, hour)).toBe(Number.POSITIVE_INFINITY);
  expect(deadlineOf({ startedAt: 1_000 }, hour)).toBe(3_601_000);
  expect(deadlineOf({ startedAt: 1_000, extendedTo: 9_000_000 }, hour)).toBe(9_000_000);
});

it("gives a late run the time of its waits and checks, never more than a whole one has", () => {
  expect(graceOf({ deadline: 3600, stayUp: 10, checks: [] })).toBe(130);
  expect(graceOf({ deadline: 3600, stayUp: 10, checks: [check, check] })).toBe(130 + 180);
  expect(graceOf({ deadline: 60, stayUp: 10, checks: [check] })).toBe(60);
});
