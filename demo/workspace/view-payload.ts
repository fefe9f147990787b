import type { StateValues } from "./contract.ts";
import type { Core } from "./core.ts";
import type { Json } from "./json.ts";
import type { View } from "./types.ts";

/** A view as the Web API and interactions show it. */
export function viewPayload(core: Core, view: View, values: StateValues = {}): Json {
  const { identity } = core;
  return {
    id: view.id,
    team_id: identity.team.id,
    type: view.type,
    title: view.title,
    submit: view.submit,
    close: view.close,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    external_id: view.externalId,
    state: { values },
    hash: view.hash,
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
    app_id: identity.appId,
    app_installed_team_id: identity.team.id,
    bot_id: identity.botId,
  };
}
