import type { Document } from "yaml";

/** Seconds in place of a week, a day and hours, so that a newcomer sees all six notices within two minutes. */
const compressed: [name: string, when: { before?: string; after?: string }][] = [
  ["announcement", { before: "50s" }],
  ["pre-deployment", { before: "25s" }],
  ["start", {}],
  ["progress", { after: "15s" }],
  ["complete", { after: "30s" }],
  ["summary", { after: "45s" }],
];

/** Makes the timeline of a configuration one that can be watched: `timeline v1.5.0 --at 1m`, then a deploy. */
export function compressTimeline(document: Document): void {
  // The patches of the product's past are not announced; the release that a newcomer ships is a minor one.
  const loud = { for: ["major", "minor"] };
  const notices = compressed.map(([name, when]) => Object.assign({ name, kind: name }, when, loud));
  document.setIn(["timeline"], { notices });
}
