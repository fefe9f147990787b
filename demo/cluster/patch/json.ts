import { applyPatch } from "rfc6902";
import { z } from "zod";
import { type Json, type JsonObject, copy } from "../json.ts";
import { badRequest, patchRejected } from "../status.ts";

const path = z.string();
const operations = z.array(
  z.discriminatedUnion("op", [
    z.object({ op: z.literal("add"), path, value: z.json() }),
    z.object({ op: z.literal("replace"), path, value: z.json() }),
    z.object({ op: z.literal("test"), path, value: z.json() }),
    z.object({ op: z.literal("remove"), path }),
    z.object({ op: z.literal("move"), path, from: path }),
    z.object({ op: z.literal("copy"), path, from: path }),
  ]),
);

/** RFC 6902 on a copy of the object: all operations or, with 422, none of them. */
export function jsonPatch(target: JsonObject, patch: Json): JsonObject {
  const parsed = operations.safeParse(patch);
  if (!parsed.success)
    throw badRequest("error decoding patch: the body is not a list of JSON patch operations");
  const result = copy(target);
  const failed = applyPatch(result, parsed.data).some((outcome) => outcome !== null);
  if (failed) throw patchRejected();
  return result;
}
