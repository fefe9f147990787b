import { planned } from "./stories.ts";
import { day, deploys, type Event, fails, hour, rollsBack, target } from "./timelines.ts";

const before = ["announcement planned", "pre-deployment planned"];

const otherCommit = "c".repeat(40);
/** A deploy of what is live at another commit, after its tag was moved; and the way back to what was verified. */
const movedFails: Event[] = [
  ...deploys(target - 3 * day, "r0"),
  ...fails(target, "r1"),
  [target + 900_000, (world) => world.run({ id: "r1", commit: otherCommit, from: "v1.5.0" })],
];
const returns = { version: "v1.5.0", from: "v1.5.0", fromCommit: otherCommit } as const;
const toldOfMoved = ["start under way", "progress live", "complete live", "summary live", "start under way"];

/** Lives of a release that is deployed again after it went live, or did not get there at first. */
export const storiesOfAgain: [name: string, events: Event[], until: number, told: string[]][] = [
  [
    "its tag was moved, that failed, and what was verified of it came back by itself: it is live again",
    [...movedFails, ...rollsBack(target + 900_000, { ...returns, requester: { automaticAfter: "r1" } })],
    target + 2.5 * hour,
    [...toldOfMoved, "start corrected: live", "progress live", "complete live"],
  ],
  [
    "its tag was moved, that failed, and a person brought back what was verified of it an hour later",
    [...movedFails, ...rollsBack(target + 1.2 * hour, returns)],
    target + 2.5 * hour,
    [
      ...toldOfMoved,
      "start corrected: failed",
      "progress failed",
      "start corrected: live",
      "progress corrected: live",
      "complete live",
    ],
  ],
  [
    "its tag was moved, that was taken back, and the next version came",
    [
      ...movedFails,
      ...rollsBack(target + 900_000, { ...returns, requester: { automaticAfter: "r1" } }),
      ...deploys(target + 1.2 * hour, "next", "v1.5.1"),
    ],
    target + 2.5 * hour,
    [
      ...toldOfMoved,
      "start corrected: live",
      "progress live",
      "start corrected: overtaken",
      "progress corrected: overtaken",
    ],
  ],
  [
    "its tag was moved, and the deploy of that ended before it had written anything: it is live as it was",
    [[target - 3 * day, (world) => void (world.hasWritten = false)], ...movedFails],
    target + 2.5 * hour,
    [...toldOfMoved, "start corrected: live", "progress live", "complete live"],
  ],
  [
    "the first deploy of it ended before it had written anything: it failed",
    [planned, [target - 3 * day, (world) => void (world.hasWritten = false)], ...fails(target)],
    target + 1.5 * hour,
    [...before, "start under way", "start corrected: failed", "progress failed"],
  ],
];
