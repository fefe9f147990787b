import { z } from "zod";
import { codePoints, isJson, jsonOf, listOf, textOf } from "../json.ts";
import type { Json } from "../json.ts";
import { block, blockSurfaces, elementSurfaces } from "./blocks.ts";
import { plainText, sized } from "./objects.ts";

/** Where blocks are shown. */
export type Surface = "message" | "modal" | "home";

/** One thing Slack would refuse (or that we refuse because Slack might): where, a code, and words. */
export interface BlockKitFinding {
  /** JSON pointer into the payload, such as `/blocks/0/text`. */
  pointer: string;
  code: string;
  message: string;
}

/** Slack refuses messages of about 13,200 characters; the rule is not written down, so stay below. */
const messageBudget = 13_000;

const viewFacts = {
  callback_id: sized(255, 0).optional(),
  external_id: sized(255, 0).optional(),
  private_metadata: sized(3000, 0).optional(),
};
const surfaces = {
  message: z.looseObject({ text: sized(40_000, 0).optional(), blocks: z.array(block).max(50) }),
  modal: z.strictObject({
    type: z.literal("modal"),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    submit_disabled: z.boolean().optional(),
    blocks: z.array(block).min(1).max(100),
    ...viewFacts,
  }),
  home: z.strictObject({ type: z.literal("home"), blocks: z.array(block).min(1).max(100), ...viewFacts }),
};

/**
 * Checks what is to be shown: a message (`{text?, blocks}`), or the view of a modal or home tab. Gives everything that
 * breaks a limit of Slack's reference, where it can be shown, or the uniqueness of ids; an empty list when all is well.
 */
export function assertBlockKit(surface: Surface, payload: unknown): BlockKitFinding[] {
  const parsed = surfaces[surface].safeParse(payload);
  const shape = parsed.success ? [] : parsed.error.issues.map((issue) => findingOf(issue));
  const blocks = placedBlocks(jsonOf(payload)["blocks"], "/blocks");
  return [
    ...shape,
    ...checkIds(blocks),
    ...checkPlaces(surface, blocks),
    ...checkCounts(blocks),
    ...(surface === "message" ? [...checkBudget(blocks), ...checkText(jsonOf(payload), blocks)] : []),
    ...(surface === "modal" ? checkSubmit(jsonOf(payload), blocks) : []),
  ];
}

interface Placed {
  pointer: string;
  value: Json;
}

function findingOf(issue: z.core.$ZodIssue): BlockKitFinding {
  const pointer = `/${issue.path.map(String).join("/")}`;
  if (issue.code === "unrecognized_keys") {
    return { pointer, code: "unknown_key", message: `does not know ${issue.keys.join(", ")}` };
  }
  if (issue.code === "invalid_union") {
    return { pointer, code: "unknown_type", message: "is of a type that is not allowed here" };
  }
  if (issue.code === "custom") {
    return { pointer, code: textOf(issue.params?.["code"]) ?? "invalid", message: issue.message };
  }
  return { pointer, code: issue.code, message: issue.message };
}

function placedBlocks(value: unknown, at: string): Placed[] {
  return listOf(value).flatMap((one, index) => {
    const pointer = `${at}/${index}`;
    if (!isJson(one)) return [];
    return [{ pointer, value: one }].concat(placedBlocks(one["child_blocks"], `${pointer}/child_blocks`));
  });
}

function placedElements(placed: Placed): Placed[] {
  const listed = listOf(placed.value["elements"]).map((value, index) => ({
    pointer: `${placed.pointer}/elements/${index}`,
    value: jsonOf(value),
  }));
  const single = ["accessory", "element"].flatMap((key) =>
    isJson(placed.value[key]) ? [{ pointer: `${placed.pointer}/${key}`, value: placed.value[key] }] : [],
  );
  return [...listed, ...single];
}

function checkIds(blocks: readonly Placed[]): BlockKitFinding[] {
  return [
    ...duplicates(blocks, "block_id"),
    ...blocks.flatMap((placed) => duplicates(placedElements(placed), "action_id")),
  ];
}

function duplicates(all: readonly Placed[], key: string): BlockKitFinding[] {
  const seen = new Set<string>();
  return all.flatMap(({ pointer, value }) => {
    const id = textOf(value[key]);
    if (id === undefined) return [];
    if (seen.has(id))
      return [{ pointer, code: `duplicate_${key}`, message: `uses ${key} ${id} a second time` }];
    seen.add(id);
    return [];
  });
}

function checkPlaces(surface: Surface, blocks: readonly Placed[]): BlockKitFinding[] {
  return blocks.flatMap((placed) => [
    ...misplaced(surface, placed, blockSurfaces),
    ...placedElements(placed).flatMap((element) => misplaced(surface, element, elementSurfaces)),
  ]);
}

function misplaced(
  surface: Surface,
  { pointer, value }: Placed,
  known: Record<string, readonly string[]>,
): BlockKitFinding[] {
  const type = textOf(value["type"]) ?? "";
  const allowed = known[type];
  if (allowed === undefined || allowed.includes(surface)) return [];
  return [{ pointer, code: "wrong_surface", message: `${type} is not shown in a ${surface}` }];
}

const atMost: Record<string, number> = { table: 1, plan: 1, data_visualization: 2 };

function checkCounts(blocks: readonly Placed[]): BlockKitFinding[] {
  return Object.entries(atMost).flatMap(([type, limit]) => {
    const extra = blocks.filter((placed) => placed.value["type"] === type)[limit];
    if (extra === undefined) return [];
    return [{ pointer: extra.pointer, code: `only_${limit}_${type}`, message: `is one ${type} too many` }];
  });
}

/** Stricter than Slack: screen readers and notifications read only the text, so blocks never come without one. */
function checkText(message: Json, blocks: readonly Placed[]): BlockKitFinding[] {
  if (blocks.length === 0 || (textOf(message["text"]) ?? "").trim() !== "") return [];
  return [
    { pointer: "/text", code: "no_text_fallback", message: "must say in a sentence what the blocks show" },
  ];
}

function checkBudget(blocks: readonly Placed[]): BlockKitFinding[] {
  const top = blocks.filter(({ pointer }) => !pointer.includes("/child_blocks/"));
  const total = top.reduce((sum, { value }) => sum + contentLength(value), 0);
  if (total <= messageBudget) return [];
  const message = `holds ${total} characters, more than ${messageBudget}`;
  return [{ pointer: "/blocks", code: "msg_blocks_too_long", message }];
}

/** Characters of everything in a block that carries content: all texts but types and ids. */
function contentLength(value: unknown): number {
  if (typeof value === "string") return codePoints(value);
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + contentLength(one), 0);
  if (!isJson(value)) return 0;
  return Object.entries(value)
    .filter(([key]) => key !== "type" && key !== "block_id" && key !== "action_id")
    .reduce((sum, [, one]) => sum + contentLength(one), 0);
}

function checkSubmit(view: Json, blocks: readonly Placed[]): BlockKitFinding[] {
  if (view["submit"] !== undefined) return [];
  const input = blocks.find((placed) => placed.value["type"] === "input");
  if (input === undefined) return [];
  return [{ pointer: "/submit", code: "missing_submit", message: "is needed as soon as there is an input" }];
}
