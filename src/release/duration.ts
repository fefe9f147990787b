const secondsPer = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
type Unit = keyof typeof secondsPer;

/** Reads `45s`, `20m`, `2h`, `1h30m`, `1h 30m` or `3d` as seconds; undefined for anything else, and for more than 30 days. */
export function parseDuration(text: string): number | undefined {
  if (!/^\d{1,6}[smhd](?: ?\d{1,6}[smhd]){0,3}$/u.test(text)) return undefined;
  const seconds = [...text.matchAll(/(\d+)([smhd])/gu)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * perUnit(unit),
    0,
  );
  return seconds > 0 && seconds <= 30 * secondsPer.d ? seconds : undefined;
}

/** How many days a length of time names: `1d12h` has one, `24h` none. */
export function daysNamed(text: string): number {
  return [...text.matchAll(/(\d+)d/gu)].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Seconds as people say them, at most two units: `1h 30m`, `45s`. */
export function formatDuration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.round(seconds));
  for (const unit of ["d", "h", "m", "s"] as const) {
    const count = Math.floor(left / secondsPer[unit]);
    left -= count * secondsPer[unit];
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0s";
}

function perUnit(unit: string | undefined): number {
  return isUnit(unit) ? secondsPer[unit] : 0;
}

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && Object.hasOwn(secondsPer, text);
}
