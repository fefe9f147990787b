import type { Document } from "yaml";

/** Seconds in place of a week, a day and hours, so that a newcomer sees all six notices within two minutes. */
function compressed(slowness: number): [name: string, when: { before?: string; after?: string }][] {
  return [
    ["announcement", { before: "50s" }],
    ["pre-deployment", { before: "25s" }],
    ["start", {}],
    ["progress", { after: `${15 * slowness}s` }],
    ["complete", { after: `${30 * slowness}s` }],
    ["summary", { after: `${45 * slowness}s` }],
  ];
}

/**
 * Makes the timeline of a configuration one that can be watched: `timeline v1.5.0 --at 1m`, then a deploy. With a `slowness`
 * of 2 what follows the start takes twice as long.
 */
export function compressTimeline(document: Document, slowness: number): void {
  // The patches of the product's past are not announced; the release that a newcomer ships is a minor one.
  const loud = { for: ["major", "minor"] };
  const notices = compressed(slowness).map(([name, when]) => Object.assign({ name, kind: name }, when, loud));
  document.setIn(["timeline"], { notices });
}
