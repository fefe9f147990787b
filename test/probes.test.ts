import { expect, it } from "vitest";
import { calendarProbe, gitHubProbe } from "../src/probes.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { settings } from "./release/run/decisions.ts";

const withFile = settings({ holidays: { days: [], instead: "skip", source: "holidays.ics" } });

function notAsked(): Promise<never> {
  return Promise.reject(new Error("not asked"));
}

it("the doctor tells of a calendar file that cannot be read, without which nothing is planned", async () => {
  const one = [{ day: "2026-12-25", name: "Christmas Day" }];
  const [probe] = calendarProbe({ settings: withFile, calendarFiles: { holidays: async () => one } });
  expect(await probe?.look()).toBe("1 day off is known");
  const problem = makeProblem("calendar-unavailable", "It cannot be read.", "Look at it.");
  const broken = { holidays: () => Promise.reject(new ProblemError(problem)) };
  const [other] = calendarProbe({ settings: withFile, calendarFiles: broken });
  await expect(other?.look()).rejects.toMatchObject({ problem });
  expect(calendarProbe({ settings: settings(), calendarFiles: broken })).toEqual([]);
});

it("the doctor asks GitHub where it is configured", async () => {
  const codeHost = { name: async () => "nexus/platform", checks: notAsked, scan: notAsked };
  expect(await gitHubProbe({ codeHost })[0]?.look()).toBe("answers for nexus/platform");
  expect(gitHubProbe({})).toEqual([]);
});
