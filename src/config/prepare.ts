import { z } from "zod";
import { repositoryPath, text } from "./fields.ts";

const path = repositoryPath("backend/package.json").describe("The file.");

const at = z
  .array(z.string({ error: "A path is made of keys." }))
  .min(1, { error: "The path has no key." })
  .meta({
    description:
      "Of `json`, `toml` and `yaml`: the keys that lead to the version, from the outside in; of a list the place, from 0.",
    examples: [["project", "version"]],
  });

const pattern = z
  .string()
  .max(200, { error: "This is longer than 200 characters." })
  .refine(hasOneGroup, { error: "This is not a regular expression with one group." })
  .meta({
    description: "Of `pattern`: a regular expression whose one group is the version.",
    examples: ['version="([^"]+)"'],
  });

const rule = z.discriminatedUnion("kind", [
  z.strictObject({ path, kind: z.literal("json"), at }),
  z.strictObject({ path, kind: z.literal("toml"), at }),
  z.strictObject({ path, kind: z.literal("yaml"), at }),
  z.strictObject({ path, kind: z.literal("pattern"), pattern }),
]);
const files = z.array(rule);

/** A pattern that also fits nothing tells how many groups it has. */
function hasOneGroup(written: string): boolean {
  try {
    return new RegExp(`(?:${written})|`, "u").exec("")?.length === 2;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const branchPattern = z
  .string()
  .regex(/^[A-Za-z0-9*][A-Za-z0-9._/*-]{0,99}$/u, { error: "This is not the name of a branch." })
  .meta({ examples: ["release/*"] });

/** How a release is brought into the repository. */
export const prepare = z
  .strictObject({
    files: files
      .prefault([])
      .meta({ description: "Where files say the version; each rule means one place in one file." }),
    changelog: repositoryPath("CHANGELOG.md")
      .exactOptional()
      .describe("The changelog that gets a section for each release; none where it is left out."),
    branches: z
      .array(branchPattern)
      .default(["release/*", "hotfix/*"])
      .meta({
        description:
          "Branches that releases are cut from, beside the product's own; `*` is any text without a slash.",
        examples: [["release/*"]],
      }),
    line: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*\{line\}$/u, { error: "This does not end in {line}." })
      .default("release/{line}")
      .meta({
        description: "The branch that a release from an older version makes; `{line}` is its line, as 1.4.",
        examples: ["release/{line}"],
      }),
    author: z
      .strictObject({
        name: text("Slipway").default("Slipway").describe("The name."),
        email: z
          .email({ error: "This is not an e-mail address." })
          .default("slipway@localhost.invalid")
          .meta({ description: "The e-mail address.", examples: ["slipway@nexus.example"] }),
      })
      .prefault({})
      .describe("Who commits and tags."),
    commitMessage: message("Bump version to {version}").describe("The message of the commit."),
    tagMessage: message("Release version {version}").describe("The message of the annotated tag."),
  })
  .prefault({})
  .describe("How a release is brought into the repository.");

function message(usual: string) {
  return z
    .string()
    .trim()
    .max(300, { error: "This is longer than 300 characters." })
    .regex(/\{version\}/u, { error: "This does not name the {version}." })
    .default(usual)
    .meta({ examples: [usual] });
}
