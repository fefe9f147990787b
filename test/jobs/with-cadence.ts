import { parseSchedule, type Schedule } from "../../src/release/calendar/schedule.ts";
import { settings } from "../release/run/decisions.ts";

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

/** A minor on the first Monday, a patch every Friday, and the plan on the first. */
export const withCadence = settings({
  repository: { location: "", branch: "main", tagPrefix: "v" },
  cadence: {
    releases: [
      { kind: "minor", when: schedule("first Monday of the month at 10:00") },
      { kind: "patch", when: schedule("every Friday at 10:00") },
    ],
    plan: schedule("cron 0 9 1 * *"),
    grace: 12 * 3600,
  },
});
