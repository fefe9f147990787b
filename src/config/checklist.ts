import { z } from "zod";
import { type ChecklistItem, severities } from "../release/checklist/checklist-items.ts";
import { kinds } from "../release/version.ts";
import { label, repositoryPath, text } from "./fields.ts";

const roleNames = z.array(label("release-managers"));

const paths = (example: string) => z.array(repositoryPath(example)).min(1, { error: "There is no path." });

const percentage = z
  .number({ error: "This is not a percentage." })
  .min(0, { error: "This is not a percentage." })
  .max(100, { error: "This is not a percentage." })
  .default(80)
  .meta({ description: "How many per cent must be exceeded.", examples: [80] });

const evidence = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("checks"),
      names: z
        .array(text("build"))
        .min(1, { error: "There is no name; leave the key out for all checks." })
        .exactOptional()
        .meta({
          description: "The checks that count; all of the commit where it is left out.",
          examples: [["build"]],
        }),
    }),
    z.strictObject({
      kind: z.literal("code-scanning"),
      severity: z
        .enum(severities)
        .default("critical")
        .meta({ description: "The mildest severity that counts.", examples: ["high"] }),
    }),
    z.strictObject({
      kind: z.literal("coverage-of-check"),
      check: text("coverage").describe("The check whose title or summary says the percentage."),
      above: percentage,
    }),
    z.strictObject({
      kind: z.literal("coverage-of-file"),
      file: repositoryPath("coverage/coverage-summary.json").describe(
        "A coverage report in the repository: Istanbul, coverage.py, Cobertura, LCOV, or any text with a percentage.",
      ),
      above: percentage,
    }),
    z.strictObject({
      kind: z.literal("migrations"),
      paths: paths("migrations").meta({
        description: "Where migrations are kept.",
        examples: [["migrations"]],
      }),
      neededBy: z
        .array(repositoryPath("backend/models"))
        .prefault([])
        .meta({
          description:
            "Paths whose changes need a migration; without any, a release without one is left to people.",
          examples: [["backend/models"]],
        }),
    }),
    z.strictObject({
      kind: z.literal("documentation"),
      paths: paths("docs").meta({
        description: "Where documentation is kept.",
        examples: [["docs", "README.md"]],
      }),
    }),
    z.strictObject({ kind: z.literal("rollback-target") }),
  ])
  .meta({
    description: "Where the evidence comes from; without it, a person ticks.",
    examples: [{ kind: "checks" }],
  });

const item = z.strictObject({
  id: label("security-scan").describe("What records and journal call the item; once per kind of release."),
  words: z
    .string()
    .trim()
    .min(1, { error: "This is empty." })
    .max(200, { error: "This is longer than 200 characters." })
    .meta({ description: "What people read.", examples: ["Security scan passed"] }),
  kinds: z
    .array(z.enum(kinds))
    .min(1, { error: "It would be for no kind at all; leave the key out for all of them." })
    .exactOptional()
    .meta({
      description: "Which kinds of releases have it; all of them where it is left out.",
      examples: [["major", "minor"]],
    }),
  required: z
    .boolean({ error: "This is neither true nor false." })
    .default(true)
    .meta({ description: "Whether a release waits for it.", examples: [false] }),
  evidence: evidence.exactOptional(),
  roles: roleNames
    .min(1, { error: "Nobody could tick it; leave the key out for those who tick items in general." })
    .exactOptional()
    .meta({
      description: "Roles that may tick this item, in place of those under tick.",
      examples: [["engineers"]],
    }),
});

/** What a release needs where the file says nothing else. */
const usualItems: ChecklistItem[] = [
  { id: "features", words: "Planned features completed and tested", required: true },
  { id: "bugs", words: "Critical bugs resolved", required: true },
  {
    id: "security-scan",
    words: "Security scan passed",
    required: true,
    evidence: { kind: "code-scanning", severity: "critical" },
  },
  { id: "performance", words: "Performance benchmarks met", required: true },
  {
    id: "documentation",
    words: "Documentation updated",
    required: true,
    evidence: { kind: "documentation", paths: ["docs", "README.md"] },
  },
  { id: "tests", words: "All tests passing", required: true, evidence: { kind: "checks" } },
  { id: "dependencies", words: "Dependencies updated and tested", required: true },
  {
    id: "migrations",
    words: "Database migration scripts ready",
    required: true,
    evidence: { kind: "migrations", paths: ["migrations"], neededBy: [] },
  },
  { id: "monitoring", words: "Monitoring and alerting configured", required: true },
  {
    id: "rollback-plan",
    words: "Rollback plan prepared",
    required: true,
    evidence: { kind: "rollback-target" },
  },
];

/** What must be true of a release before it ships. */
export const checklist = z
  .strictObject({
    items: z
      .array(item)
      .max(30, { error: "More than 30 items do not fit into one message." })
      .exactOptional()
      .describe(
        "The items in their order. Where it is left out: ten usual ones, which the example spells out.",
      ),
    tick: roleNames.exactOptional().meta({
      description:
        "Roles that may tick items; those that may deploy to the last environment where it is left out.",
      examples: [["release-managers", "engineers"]],
    }),
    waive: roleNames.exactOptional().meta({
      description:
        "Roles that may waive items; those that may deploy to the last environment where it is left out.",
      examples: [["release-managers"]],
    }),
  })
  .prefault({})
  .transform(({ items = usualItems, ...roles }) => ({ items, ...roles }))
  .describe("What must be true of a release before it ships.");
