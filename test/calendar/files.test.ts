import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { readDaysOff } from "../../src/calendar/read.ts";
import type { CalendarFiles } from "../../src/release/calendar/calendar-file.ts";

const file = [
  "BEGIN:VCALENDAR",
  "VERSION:2.0",
  "PRODID:-//test//EN",
  event("20261225", "Christmas Day", "DTEND;VALUE=DATE:20261227"),
  event("20200427", "King's Day", "RRULE:FREQ=YEARLY"),
  event("20270505", "Called off", "STATUS:CANCELLED"),
  "BEGIN:VEVENT\r\nUID:t\r\nDTSTART:20270101T090000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT",
  event(
    "20270101",
    "New Year\\, and a very long name that calendar programs fold over more than one\r\n  line",
  ),
  "END:VCALENDAR",
].join("\r\n");

function event(start: string, name: string, more = "TRANSP:TRANSPARENT"): string {
  return `BEGIN:VEVENT\r\nUID:${start}\r\nDTSTART;VALUE=DATE:${start}\r\n${more}\r\nSUMMARY:${name}\r\nEND:VEVENT`;
}

it("finds the days of all-day events, several days long and repeating", () => {
  expect(
    readDaysOff(file, "2026-12-01", "2028-05-01").map(({ day, name }) => [day, name.slice(0, 13)]),
  ).toEqual([
    ["2026-12-25", "Christmas Day"],
    ["2026-12-26", "Christmas Day"],
    ["2027-01-01", "New Year, and"],
    ["2027-04-27", "King's Day"],
    ["2028-04-27", "King's Day"],
  ]);
});

const yearly = event("20201226", "Boxing Day", "RRULE:FREQ=YEARLY");

it.each([
  ["a byte order mark", `\uFEFFBEGIN:VCALENDAR\r\n${yearly}\r\nEND:VCALENDAR`, ["2026-12-26"]],
  [
    "a repetition that has its own day",
    `BEGIN:VCALENDAR\r\n${yearly}\r\n${event("20261228", "Boxing Day", "RECURRENCE-ID;VALUE=DATE:20261226").replace("UID:20261228", "UID:20201226")}\r\nEND:VCALENDAR`,
    ["2026-12-28"],
  ],
  [
    "a repetition that is called off",
    `BEGIN:VCALENDAR\r\n${yearly}\r\n${event("20261226", "Boxing Day", "STATUS:CANCELLED\r\nRECURRENCE-ID;VALUE=DATE:20261226").replace("UID:20261226", "UID:20201226")}\r\nEND:VCALENDAR`,
    [],
  ],
  [
    "two calendars in one file",
    `BEGIN:VCALENDAR\r\n${yearly}\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR\r\n${event("20261224", "Eve")}\r\nEND:VCALENDAR\r\n`,
    ["2026-12-24", "2026-12-26"],
  ],
  [
    "a whole day that is written as one from midnight to midnight",
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:o\r\nDTSTART;TZID=Romance:20261224T000000\r\nDTEND;TZID=Romance:20261226T000000\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\nSUMMARY:Off\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ["2026-12-24", "2026-12-25"],
  ],
  [
    "what has repeated for decades",
    `BEGIN:VCALENDAR\r\n${event("20000103", "Monday", "RRULE:FREQ=WEEKLY")}\r\nEND:VCALENDAR`,
    ["2026-12-21", "2026-12-28"],
  ],
])("finds days in spite of %s", (_name, text, days) => {
  expect(readDaysOff(text, "2026-12-20", "2026-12-31").map(({ day }) => day)).toEqual(days);
});

async function serve(
  answer: (response: ServerResponse) => void,
): Promise<{ server: Server; source: string }> {
  const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : "";
  return { server, source: `http://127.0.0.1:${port}/holidays.ics` };
}

describe("a file of holidays", () => {
  let folder: string;
  let now = Date.parse("2026-12-01T09:00:00Z");
  const kept = new Map<string, { value: unknown; storedAt: number }>();
  const troubles: unknown[] = [];

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "slipway-calendar-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function files(source?: string): CalendarFiles {
    return openCalendarFiles({
      source,
      clock: () => now,
      onTrouble: (error) => void troubles.push(error),
      cache: {
        remember: async (key, value) => void kept.set(key, { value, storedAt: now }),
        recall: async (key) => kept.get(key),
      },
    });
  }

  it("is not needed", async () => {
    expect(await files().holidays()).toEqual([]);
  });

  it("is read from the disk, and its last copy serves while it is gone", async () => {
    const source = path.join(folder, "holidays.ics");
    await expect(files(source).holidays()).rejects.toMatchObject({
      problem: { code: "calendar-unavailable" },
    });
    writeFileSync(source, file);
    const read = await files(source).holidays();
    expect(read).toContainEqual({ day: "2026-12-25", name: "Christmas Day" });
    rmSync(source);
    now += 2 * 3_600_000;
    expect(await files(source).holidays()).toEqual(read);
    expect(troubles).toHaveLength(1);
  });

  it("is known from its last reading, and asked for nothing", async () => {
    const source = path.join(folder, "known.ics");
    expect(await files().knownHolidays()).toEqual([]);
    expect(await files(source).knownHolidays()).toEqual([]);
    writeFileSync(source, file);
    const read = await files(source).holidays();
    rmSync(source);
    now += 2 * 3_600_000;
    expect(await files(source).knownHolidays()).toEqual(read);
    expect(troubles).toHaveLength(1);
  });

  it("is read over the network once an hour", async () => {
    let asked = 0;
    const { server, source } = await serve((response) => {
      asked += 1;
      response.end(file);
    });
    await files(source).holidays();
    await files(source).holidays();
    expect(asked).toBe(1);
    server.close();
  });

  it("that does not come holds nobody up who can have the last copy", async () => {
    const { server, source } = await serve((response) => void response.end(file));
    const read = await files(source).holidays();
    server.removeAllListeners("request").on("request", () => undefined);
    now += 2 * 3_600_000;
    const before = troubles.length;
    expect(await files(source).holidays()).toEqual(read);
    // It was not waited for until it failed.
    expect(troubles).toHaveLength(before);
    server.closeAllConnections();
    server.close();
  });

  it("without an end is left alone", async () => {
    const { server, source } = await serve((response) => {
      const more = (): void => void (response.destroyed || response.write("x".repeat(100_000), more));
      more();
    });
    await expect(files(source).holidays()).rejects.toMatchObject({
      problem: { what: expect.stringContaining("longer than 2000000 characters") },
    });
    server.close();
  });

  it.each([
    "",
    "no calendar",
    "<!doctype html><a href='https://login'>x</a>",
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT",
  ])("that reads %j is refused", async (text) => {
    const source = path.join(folder, "bad.ics");
    writeFileSync(source, text);
    await expect(files(source).holidays()).rejects.toMatchObject({
      problem: { code: "calendar-unavailable" },
    });
  });

  it("of releases is one that calendar programs read", async () => {
    const at = Date.parse("2026-12-07T09:00:00Z");
    const entry = { key: "minor.2026-12-07", title: "v1.5.0; a, b", description: "one\ntwo", at };
    const text = await files().write("Nexus releases", [entry], now);
    expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/u);
    expect(text).toContain("UID:minor.2026-12-07@slipway\r\n");
    expect(text).toContain("DTSTART:20261207T090000Z\r\n");
    expect(text).toContain("DTEND:20261207T100000Z\r\n");
    expect(text).toContain("SUMMARY:v1.5.0\\; a\\, b\r\n");
    expect(text).toContain("DESCRIPTION:one\\ntwo\r\n");
  });
});
