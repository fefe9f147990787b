import { z } from "zod";
import type { Core } from "../core.ts";
import { parseJson } from "../json.ts";
import type { Json } from "../json.ts";
import type { RateClass } from "../rate-limits.ts";

/** One method of the Web API: who may call it, how often, with which arguments, and what it does. */
export interface Method {
  token: "bot" | "app";
  /** Any one of these scopes is enough; none are needed when empty. */
  scopes: readonly string[];
  rate: RateClass;
  /** Checks the arguments and does it; raises a ZodError or a SlackError. */
  call: (core: Core, args: Json) => Json | Promise<Json>;
}

/** Joins the argument schema of a method with what it does, so that `run` gets typed arguments. */
export function method<Shape extends z.ZodRawShape>(
  facts: { scopes?: readonly string[]; rate: RateClass; token?: "bot" | "app" },
  shape: Shape,
  run: (core: Core, args: z.output<z.ZodObject<Shape, z.core.$strict>>) => Json | Promise<Json>,
): Method {
  const schema = z.strictObject(shape);
  return {
    token: facts.token ?? "bot",
    scopes: facts.scopes ?? [],
    rate: facts.rate,
    call: (core, args) => run(core, schema.parse(args)),
  };
}

/** An argument that forms carry as JSON text and JSON bodies as it is. */
export function jsonArg<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === "string" ? parseJson(value) : value), schema);
}

/** A yes or no: a boolean, or `true`/`false`/`1`/`0` in a form. */
export const boolArg = z.preprocess((value) => {
  if (value === "true" || value === "1") return true;
  if (value === "false" || value === "0") return false;
  return value;
}, z.boolean());

/** A whole number, also as a form's text. */
export const intArg = z.preprocess(
  (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
  z.int().min(0),
);

export const idArg = z.string().min(1);
export const tsArg = z.string().regex(/^\d+\.\d{6}$/);
