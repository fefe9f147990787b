import { expect, it } from "vitest";
import { dayWords, inZone, monthWords } from "../../views/dates.ts";

const moment = Date.parse("2026-12-07T09:05:00Z");

it.each([
  [
    "a moment by the clock of a zone",
    () => inZone(moment, "Europe/Amsterdam"),
    "Mon, 7 Dec 2026, 10:05 Europe/Amsterdam",
  ],
  ["the same by another one", () => inZone(moment, "UTC"), "Mon, 7 Dec 2026, 09:05 UTC"],
  ["a day", () => dayWords("2026-12-21"), "21 Dec 2026"],
  ["a month", () => monthWords("2026-12"), "December 2026"],
])("%s is written as people write it", (_what, write, words) => {
  expect(write()).toBe(words);
});
