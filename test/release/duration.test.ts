import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysNamed, formatDuration, parseDuration } from "../../src/release/duration.ts";

const day = 86_400;

describe("parseDuration", () => {
  it.each([
    ["45s", 45],
    ["20m", 1200],
    ["2h", 7200],
    ["1h30m", 5400],
    ["1h 30m", 5400],
    ["3d", 3 * day],
    ["30d", 30 * day],
    ["1d2h3m4s", day + 7384],
    ["0h1s", 1],
  ])("reads %s as %i seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    "",
    " ",
    "2",
    "h",
    "2 h",
    "-2h",
    "1.5h",
    "2H",
    "2h ",
    " 2h",
    "2h  30m",
    "0s",
    "31d",
    "30d1s",
    "9999999s",
    "2w",
    "1h1h1h1h1h",
    "٢h",
    "2h\n",
    "1e3s",
    "constructor",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("reads any text without trouble, and answers nothing or 1 to 30 days", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhd ]{0,20}$/u)), (text) => {
        const seconds = parseDuration(text) ?? 1;
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(30 * day);
      }),
    );
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [0.4, "0s"],
    [-5, "0s"],
    [59.6, "1m"],
    [61, "1m 1s"],
    [5400, "1h 30m"],
    [90_061, "1d 1h"],
    [30 * day, "30d"],
  ])("writes %d as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it("writes what can be read again, exact to the second unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 * day }), (seconds) => {
        const back = parseDuration(formatDuration(seconds)) ?? 0;
        expect(back).toBeLessThanOrEqual(seconds);
        expect(seconds - back).toBeLessThan(seconds >= day ? 3600 : 60);
        expect(formatDuration(back)).toBe(formatDuration(seconds));
      }),
    );
  });
});

it.each([
  ["7d", 7],
  ["1d12h", 1],
  ["1d 2d", 3],
  ["168h", 0],
])("%s names %d days", (text, days) => {
  expect(daysNamed(text)).toBe(days);
});
