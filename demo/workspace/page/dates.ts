const DAY = 86_400;

interface Moment {
  ts: number;
  timeZone: string;
  now: number;
}

/**
 * Writes a moment the way Slack does for `<!date^…>` and rich-text dates: `format` holds tokens such as
 * `{date_short_pretty}` and `{time}`. `ts` and `now` are seconds since the epoch. Unknown tokens stay as they
 * are; a moment outside the calendar gives undefined, so that the caller shows its fallback.
 */
export function formatDate(ts: number, format: string, timeZone: string, now: number): string | undefined {
  if (Number.isNaN(new Date(ts * 1000).getTime())) return undefined;
  const moment = { ts, timeZone, now };
  return format.replaceAll(/\{([a-z_]+)\}/g, (token, name: string) => writeToken(name, moment) ?? token);
}

/** The wall-clock time of a moment, like "6:39 AM". */
export function formatTime(ts: number, timeZone: string): string {
  return write({ ts, timeZone, now: ts }, { hour: "numeric", minute: "2-digit" });
}

/** The calendar day of a moment as `YYYY-MM-DD` in a time zone; `ts` in seconds since the epoch. */
export function dayOf(ts: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return parts.format(new Date(ts * 1000));
}

/** The heading over a day's messages: "Today", "Yesterday" or the weekday with the date. */
export function dayHeading(ts: number, timeZone: string, now: number): string {
  const moment = { ts, timeZone, now };
  return relativeDay(moment, true) ?? write(moment, { weekday: "long", month: "long", day: "numeric" });
}

/** A moment as the value of a `datetime-local` field (`YYYY-MM-DDTHH:MM`) in a time zone. */
export function toLocalField(ts: number, timeZone: string): string {
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return `${dayOf(ts, timeZone)}T${time.format(new Date(ts * 1000))}`;
}

/** The moment (seconds since the epoch) that a `datetime-local` value names in a time zone, or undefined when it is no date. */
export function fromLocalField(value: string, timeZone: string): number | undefined {
  const wanted = Date.parse(`${value}Z`) / 1000;
  if (Number.isNaN(wanted)) return undefined;
  const first = wanted - offsetAt(wanted, timeZone);
  // The offset may differ on the other side of a clock change, so it is read again where the first guess landed.
  return wanted - offsetAt(first, timeZone);
}

function offsetAt(ts: number, timeZone: string): number {
  return Date.parse(`${toLocalField(ts, timeZone)}Z`) / 1000 - (ts - (ts % 60));
}

function writeToken(name: string, moment: Moment): string | undefined {
  switch (name) {
    case "date_num":
      return dayOf(moment.ts, moment.timeZone);
    case "date_slash":
      return write(moment, { month: "2-digit", day: "2-digit", year: "numeric" });
    case "date":
      return withOrdinal(moment, { month: "long" });
    case "date_long":
      return withOrdinal(moment, { weekday: "long", month: "long" });
    case "date_short":
      return write(moment, { month: "short", day: "numeric", year: "numeric" });
    case "date_pretty":
      return relativeDay(moment, false) ?? withOrdinal(moment, { month: "long" });
    case "date_long_pretty":
    case "day_divider_pretty":
      return relativeDay(moment, false) ?? withOrdinal(moment, { weekday: "long", month: "long" });
    case "date_short_pretty":
      return relativeDay(moment, false) ?? write(moment, { month: "short", day: "numeric", year: "numeric" });
    case "time":
      return formatTime(moment.ts, moment.timeZone);
    case "time_secs":
      return write(moment, { hour: "numeric", minute: "2-digit", second: "2-digit" });
    case "ago":
      return ago(moment.ts - moment.now);
    default:
      return undefined;
  }
}

function write(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: moment.timeZone, ...options });
  return format.format(new Date(moment.ts * 1000)).replaceAll("\u202F", " ");
}

function withOrdinal(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  const day = Number(write(moment, { day: "numeric" }));
  return `${write(moment, { ...options, day: "numeric" })}${ordinal(day)}, ${write(moment, { year: "numeric" })}`;
}

function ordinal(day: number): string {
  if (day >= 11 && day <= 13) return "th";
  return ["th", "st", "nd", "rd"][day % 10] ?? "th";
}

function relativeDay(moment: Moment, capital: boolean): string | undefined {
  const day = dayOf(moment.ts, moment.timeZone);
  const names: [string, number][] = [
    ["today", 0],
    ["yesterday", -DAY],
    ["tomorrow", DAY],
  ];
  const name = names.find(([, shift]) => dayOf(moment.now + shift, moment.timeZone) === day)?.[0];
  return name && capital ? name[0]?.toUpperCase() + name.slice(1) : name;
}

function ago(seconds: number): string {
  const words = new Intl.RelativeTimeFormat("en-US", { numeric: "auto" });
  const size = Math.abs(seconds);
  if (size < 60) return words.format(Math.round(seconds), "second");
  if (size < 3600) return words.format(Math.round(seconds / 60), "minute");
  if (size < DAY) return words.format(Math.round(seconds / 3600), "hour");
  return words.format(Math.round(seconds / DAY), "day");
}
