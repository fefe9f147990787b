import { checkBlocks } from "./content.ts";
import type { Core } from "./core.ts";
import { textOf } from "./json.ts";
import type { Json } from "./json.ts";
import { SlackError } from "./slack-error.ts";
import { blocksOf, withIds } from "./state.ts";
import type { View } from "./types.ts";

const deepestStack = 3;

/** A view from what the app sent, not yet shown; raises what `checkBlocks` does and `duplicate_external_id`. */
export function newView(core: Core, type: View["type"], user: string, source: Json): View {
  const id = core.state.newId("V");
  return { id, type, user, rootViewId: id, previousViewId: null, ...viewContent(core, type, source, id) };
}

/** Puts other content into an open view and gives it a new hash. */
export function updateView(core: Core, view: View, source: Json): void {
  Object.assign(view, viewContent(core, view.type, source, view.id));
  core.changes.notify();
}

function viewContent(
  core: Core,
  type: View["type"],
  source: Json,
  id: string,
): Omit<View, "id" | "type" | "user" | "rootViewId" | "previousViewId"> {
  checkBlocks(type, source);
  const externalId = textOf(source["external_id"]) ?? "";
  checkExternalId(core, externalId, id);
  return {
    hash: core.state.newId(`${core.now()}.`),
    externalId,
    callbackId: textOf(source["callback_id"]) ?? "",
    privateMetadata: textOf(source["private_metadata"]) ?? "",
    clearOnClose: source["clear_on_close"] === true,
    notifyOnClose: source["notify_on_close"] === true,
    title: source["title"] ?? null,
    submit: source["submit"] ?? null,
    close: source["close"] ?? null,
    blocks: withIds(blocksOf(source["blocks"]), (prefix) => core.state.newId(prefix)),
    errors: {},
  };
}

function checkExternalId(core: Core, externalId: string, id: string): void {
  if (externalId === "") return;
  const all = [...core.state.homes.values(), ...[...core.state.modals.values()].flat()];
  if (all.some((one) => one.externalId === externalId && one.id !== id)) {
    throw new SlackError("duplicate_external_id");
  }
}

/** The dialog a person sees, if any. */
export function topView(core: Core, user: string): View | undefined {
  return core.state.modals.get(user)?.at(-1);
}

/** Shows a view above the person's others; raises `push_limit_reached` beyond three. */
export function pushView(core: Core, view: View): void {
  const stack = core.state.modals.get(view.user) ?? [];
  if (stack.length >= deepestStack) throw new SlackError("push_limit_reached");
  const below = stack.at(-1);
  if (below !== undefined) {
    view.rootViewId = below.rootViewId;
    view.previousViewId = below.id;
  }
  core.state.modals.set(view.user, [...stack, view]);
  core.changes.notify();
}

/** Takes one view off the person's stack, with what lies above it. */
export function closeView(core: Core, view: View): void {
  const stack = core.state.modals.get(view.user) ?? [];
  core.state.modals.set(view.user, stack.slice(0, Math.max(0, stack.indexOf(view))));
  core.changes.notify();
}

/** Closes all dialogs of a person. */
export function closeAll(core: Core, user: string): void {
  core.state.modals.delete(user);
  core.changes.notify();
}
