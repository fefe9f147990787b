import { loadavg } from "node:os";
import type { Row } from "./measure.ts";

/** Every bench by its name, each loaded when it runs, so that none weighs on another. */
const benches: Record<string, () => Promise<Row[]>> = {
  notes: async () => (await import("./notes.ts")).benchNotes(),
  acknowledge: async () => (await import("./acknowledge.ts")).benchAcknowledge(),
  rollback: async () => (await import("./rollback.ts")).benchRollback(),
  start: async () => (await import("./start.ts")).benchStart(),
  timeline: async () => (await import("./timeline.ts")).benchTimeline(),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(", ")}; there are ${Object.keys(benches).join(", ")}.`);
  process.exit(1);
}
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const load = loadavg()[0] ?? 0;
  console.log(`\n${name} (load of the machine before: ${load.toFixed(1)})`);
  console.table((await bench()).map(judged));
}
process.exit(0);

function judged({ target, ...row }: Row): Record<string, string> {
  const words = target.replace(" MISSED", "");
  const verdict = target.endsWith("MISSED") ? "missed" : "met";
  return { ...row, target: words, verdict: words === "" ? "" : verdict };
}
