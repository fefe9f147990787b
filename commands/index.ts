import type { Parts } from "../src/parts.ts";
import { actions, dialogs, shortcuts } from "../views/ids.ts";
import { approveListed, approveRun, openRejectDialog, submitRejectDialog } from "./approve.ts";
import { calendar } from "./calendar.ts";
import { cancel, cancelById, findRun, submitCancelDialog } from "./cancel.ts";
import {
  checklist,
  openChecklist,
  openWaiveDialog,
  refreshByClick,
  submitWaiveDialog,
  tickByClick,
  untickByClick,
} from "./checklist.ts";
import { deploy, deployDialog, submitDeployDialog } from "./deploy.ts";
import { diff, submitDiffDialog } from "./diff.ts";
import { doctor } from "./doctor.ts";
import { helpVerb } from "./help.ts";
import { history } from "./history.ts";
import { hold, submitHoldDialog, submitUnholdDialog, unhold } from "./hold.ts";
import { lock, submitLockDialog, submitUnlockDialog, unlock } from "./lock.ts";
import { plan } from "./plan.ts";
import { notes } from "./notes.ts";
import { prepare, prepareByClick, submitPrepareDialog } from "./prepare.ts";
import { publishByClick } from "./publish.ts";
import { openMoveDialog, openSkipDialog, submitMoveDialog, submitSkipDialog } from "./reschedule.ts";
import { openRollbackDialog, rollback, submitRollbackDialog } from "./rollback.ts";
import { show } from "./show.ts";
import { preview } from "./preview.ts";
import { openRetrospective, submitRetrospective } from "./retrospective.ts";
import { status } from "./status.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { openMoveNotice, sendNoticeNow, skipNotice, submitMoveNotice, timeline } from "./timeline.ts";
import { type Answer, type Ask, findEnvironment, type Verb } from "./verb.ts";
import type { Click, Ways } from "./ways.ts";

/** Every word after the command, in the order in which help lists them. */
export const verbs: Verb[] = [
  helpVerb(() => verbs),
  deploy,
  rollback,
  diff,
  status,
  history,
  plan,
  calendar,
  show,
  prepare,
  notes,
  checklist,
  lock,
  unlock,
  hold,
  unhold,
  cancel,
  timeline,
  preview,
  doctor,
];

/** Every button that does something; each is answered at click time, with the rights of that moment. */
export const clicks: Record<string, Click> = {
  [actions.approve]: approveRun,
  [actions.approveListed]: approveListed,
  [actions.reject]: openRejectDialog,
  [actions.cancel]: cancelByClick,
  [actions.rollBackFrom]: rollBackByClick,
  [actions.openChecklist]: openChecklist,
  [actions.tickItem]: tickByClick,
  [actions.untickItem]: untickByClick,
  [actions.waiveItem]: openWaiveDialog,
  [actions.refreshEvidence]: refreshByClick,
  [actions.moveRelease]: openMoveDialog,
  [actions.skipRelease]: openSkipDialog,
  [actions.prepareRelease]: prepareByClick,
  [actions.publishRelease]: publishByClick,
  [actions.deployRelease]: startDeploy,
  [actions.releaseNotes]: (ask, parts, version) => notes.handle({ ...ask, text: version }, parts),
  [actions.lookAgain]: async () => ({ done: true, renews: true }),
  [actions.noticeNow]: sendNoticeNow,
  [actions.noticeSkip]: skipNotice,
  [actions.noticeMove]: openMoveNotice,
  [actions.retrospective]: openRetrospective,
  [actions.evidence]: (ask, parts, version) => status.handle({ ...ask, text: version }, parts),
  [actions.helpDeploy]: (ask, parts) => startDeploy(ask, parts),
  [actions.helpRollback]: (ask, parts) => rollback.handle(ask, parts),
  [actions.helpStatus]: (ask, parts) => status.handle(ask, parts),
  [actions.helpHistory]: (ask, parts) => history.handle(ask, parts),
};

/** Every dialog that can be sent. */
export const submissions: Record<
  string,
  (submission: Submission, parts: Parts) => Promise<SubmissionAnswer>
> = {
  [dialogs.deploy]: submitDeployDialog,
  [dialogs.diff]: submitDiffDialog,
  [dialogs.rollback]: submitRollbackDialog,
  [dialogs.reject]: submitRejectDialog,
  [dialogs.lock]: submitLockDialog,
  [dialogs.hold]: submitHoldDialog,
  [dialogs.noticeMove]: submitMoveNotice,
  [dialogs.retrospective]: submitRetrospective,
  [dialogs.move]: submitMoveDialog,
  [dialogs.skip]: submitSkipDialog,
  [dialogs.prepare]: submitPrepareDialog,
  [dialogs.cancel]: submitCancelDialog,
  [dialogs.unlock]: submitUnlockDialog,
  [dialogs.unhold]: submitUnholdDialog,
  [dialogs.waive]: submitWaiveDialog,
};

/** Ways in from Slack's shortcut menus, as the manifest declares them. */
export const shortcutHandlers: Record<string, (ask: Ask, parts: Parts) => Promise<Answer>> = {
  [shortcuts.start]: (ask, parts) => startDeploy(ask, parts),
  [shortcuts.status]: (ask, parts) => status.handle(ask, parts),
};

/** All of these, for the listeners. */
export const ways: Ways = { verbs, clicks, submissions, shortcuts: shortcutHandlers };

async function startDeploy(ask: Ask, parts: Parts, version?: string): Promise<Answer> {
  return { open: await deployDialog("deploy", ask, parts, version) };
}

async function cancelByClick(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  await cancelById(ask, parts, id);
  return { done: true };
}

async function rollBackByClick(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  const run = await findRun(id, parts);
  const environment = findEnvironment(run.environment, parts.settings);
  return run.from === undefined
    ? rollback.handle(ask, parts)
    : openRollbackDialog(ask, parts, environment, run.from);
}
