import type { Button } from "@slack/types";
import { button } from "./blocks.ts";
import { actions } from "./ids.ts";

/** What somebody may begin somewhere. */
export interface MayStart {
  deploy: boolean;
  rollBack: boolean;
}

/** The ways to begin without typing; for what somebody may not do there is no button. */
export function startButtons({ deploy, rollBack }: MayStart): Button[] {
  const deployLook = { style: "primary", label: "Open the deploy dialog" } as const;
  const rollBackLook = { style: "danger", label: "Open the rollback dialog" } as const;
  return [
    ...(deploy ? [button("Deploy…", actions.helpDeploy, "deploy", deployLook)] : []),
    ...(rollBack ? [button("Roll back…", actions.helpRollback, "rollback", rollBackLook)] : []),
  ];
}
