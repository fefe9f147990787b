import { z } from "zod";
import type { Preparation } from "../release/preparation/prepare.ts";
import { problemCodes } from "../release/problem.ts";
import { sectionTitles } from "../release/notes/notes.ts";
import { kinds } from "../release/version.ts";
import { codec } from "./codec.ts";

const text = z.string();
const person = z.looseObject({ user: text, team: text });

const problem = z.looseObject({ code: z.enum(problemCodes), what: text, advice: text });

const publication = z.discriminatedUnion("state", [
  z.looseObject({ state: z.literal("published"), at: z.number(), url: text, isDraft: z.boolean() }),
  z.looseObject({ state: z.literal("failed"), at: z.number(), problem }),
]);

const preparation: z.ZodType<Preparation> = z.looseObject({
  id: text,
  by: person,
  at: z.number(),
  version: text,
  kind: z.enum(kinds),
  branch: text,
  base: text,
  since: text.exactOptional(),
  asked: z.enum(kinds).exactOptional(),
  planned: text.exactOptional(),
  manager: person,
  target: z.number().exactOptional(),
  words: text.exactOptional(),
  notes: z
    .looseObject({
      base: text,
      sections: z.array(z.looseObject({ title: z.enum(sectionTitles), text })),
    })
    .exactOptional(),
  mayBeEmpty: z.boolean(),
  state: z.enum(["under way", "prepared", "failed", "outdated"]),
  tries: z.array(z.looseObject({ base: text, commit: text })),
  commit: text.exactOptional(),
  problem: problem.exactOptional(),
  publication: publication.exactOptional(),
  rev: z.number(),
});

export const preparationCodec = codec("preparation", preparation);
