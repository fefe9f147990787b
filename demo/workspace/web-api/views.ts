import { z } from "zod";
import type { Core } from "../core.ts";
import { SlackError } from "../slack-error.ts";
import { closeAll, newView, pushView, topView, updateView } from "../views.ts";
import { idArg, jsonArg, method } from "./method.ts";
import { viewPayload } from "../view-payload.ts";
import type { View } from "../types.ts";

const view = jsonArg(z.record(z.string(), z.unknown()));
const trigger = { trigger_id: idArg, view };

const open = method({ rate: "tier4" }, trigger, (core, args) => {
  const source = core.triggers.exchange(args.trigger_id);
  const opened = newView(core, "modal", source.user, args.view);
  closeAll(core, source.user);
  pushView(core, opened);
  return { view: viewPayload(core, opened) };
});

const push = method({ rate: "tier4" }, trigger, (core, args) => {
  const source = core.triggers.exchange(args.trigger_id);
  if (topView(core, source.user) === undefined) throw new SlackError("not_found");
  const pushed = newView(core, "modal", source.user, args.view);
  pushView(core, pushed);
  return { view: viewPayload(core, pushed) };
});

const update = method(
  { rate: "tier4" },
  { view, view_id: idArg.optional(), external_id: idArg.optional(), hash: idArg.optional() },
  (core, args) => {
    const found = findModal(core, args.view_id, args.external_id);
    checkHash(found, args.hash);
    updateView(core, found, args.view);
    return { view: viewPayload(core, found) };
  },
);

const publish = method({ rate: "tier4" }, { user_id: idArg, view, hash: idArg.optional() }, (core, args) => {
  if (!core.manifest.hasHome) throw new SlackError("not_enabled");
  if (!core.state.people.has(args.user_id)) throw new SlackError("user_not_found");
  const current = core.state.homes.get(args.user_id);
  if (current !== undefined) checkHash(current, args.hash);
  const published = newView(core, "home", args.user_id, args.view);
  if (current !== undefined) Object.assign(published, { id: current.id, rootViewId: current.id });
  core.state.homes.set(args.user_id, published);
  core.changes.notify();
  return { view: viewPayload(core, published) };
});

function findModal(core: Core, id: string | undefined, externalId: string | undefined): View {
  if ((id === undefined) === (externalId === undefined)) throw new SlackError("invalid_arguments");
  const all = [...core.state.modals.values()].flat();
  const found = all.find((one) => (id === undefined ? one.externalId === externalId : one.id === id));
  if (found === undefined) throw new SlackError("not_found");
  return found;
}

function checkHash(current: View, hash: string | undefined): void {
  if (hash !== undefined && hash !== current.hash) throw new SlackError("hash_conflict");
}

/** The methods that show dialogs and home tabs. */
export const viewMethods = {
  "views.open": open,
  "views.push": push,
  "views.update": update,
  "views.publish": publish,
};
