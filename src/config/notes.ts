import { z } from "zod";
import { sectionTitles } from "../release/notes/notes.ts";

const heading = z
  .string()
  .trim()
  .min(1, { error: "A heading has at least one letter." })
  .max(60, { error: "This is longer than 60 characters." })
  .regex(/^[^\r\n]*$/u, { error: "A heading is one line." });

/** How release notes are made from commits. */
export const notes = z
  .strictObject({
    types: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]*$/u, { error: "A type is one word in lower case." }),
        z.enum([...sectionTitles, "left out"]),
      )
      .default({})
      .meta({
        description:
          "The section of a type of commit, beside and above the usual ones; `left out` hides it unless it breaks something.",
        examples: [{ deps: "Security", chore: "left out" }],
      }),
    headings: z
      .partialRecord(z.enum(sectionTitles), heading)
      .default({})
      .meta({
        description: "What sections are called, where not by their own names.",
        examples: [{ "Other Changes": "Under the hood" }],
      }),
    merges: z.enum(["commits", "pull requests"]).default("commits").meta({
      description:
        "`commits` tells each commit that was merged; `pull requests` tells each merge, for teams whose pull requests have the good titles.",
    }),
  })
  .prefault({})
  .describe("How release notes are made from commits.");
