/** Every name that Slack sends back to us. Buttons carry only an id as their value; rights are decided at the click. */
export const actions = {
  approve: "run_approve",
  reject: "run_reject",
  cancel: "run_cancel",
  rollBackFrom: "run_roll_back",
  helpDeploy: "help_deploy",
  helpRollback: "help_rollback",
  helpStatus: "help_status",
  helpHistory: "help_history",
  openChecklist: "checklist_open",
  tickItem: "checklist_tick",
  untickItem: "checklist_untick",
  waiveItem: "checklist_waive",
  refreshEvidence: "checklist_refresh",
  item: "dialog_item",
  noticeNow: "notice_now",
  noticeSkip: "notice_skip",
  noticeMove: "notice_move",
  retrospective: "release_retrospective",
  evidence: "release_evidence",
  version: "dialog_version",
  environment: "dialog_environment",
  reason: "dialog_reason",
  duration: "dialog_duration",
  choice: "dialog_choice",
  moment: "dialog_moment",
  wentWell: "dialog_went_well",
  wentWrong: "dialog_went_wrong",
  toChange: "dialog_to_change",
  allowUnverified: "dialog_allow_unverified",
} as const;

/** The dialogs. */
export const dialogs = {
  deploy: "deploy_dialog",
  diff: "diff_dialog",
  rollback: "rollback_dialog",
  reject: "reject_dialog",
  lock: "lock_dialog",
  hold: "hold_dialog",
  noticeMove: "notice_move_dialog",
  retrospective: "retrospective_dialog",
  cancel: "cancel_dialog",
  unlock: "unlock_dialog",
  unhold: "unhold_dialog",
  waive: "waive_dialog",
} as const;

/** The shortcuts, as the manifest declares them. */
export const shortcuts = {
  start: "slipway_start",
  status: "slipway_status",
} as const;
