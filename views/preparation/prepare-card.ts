import type { Settings } from "../../src/release/settings.ts";
import type { KnownBlock } from "@slack/types";
import type { Links } from "../../src/release/notes/links.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Publication } from "../../src/release/preparation/host-release.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { button, buttons, code, context, cut, escape, header, section } from "../blocks.ts";
import { bothZones } from "../dates.ts";
import { actions } from "../ids.ts";
import { problemWords } from "../problem.ts";

export interface PreparationLook {
  timeZone: string;
  command: string;
  links?: Links | undefined;
  /** The environment that a version goes to first. */
  first: string;
  /** What the planned day falls into. */
  frozen?: string;
  /** What it cannot go on without, in words. */
  waitingFor?: string;
}

const states: Record<Preparation["state"], { picture: string; words: string }> = {
  "under way": { picture: ":large_blue_circle:", words: "being prepared" },
  prepared: { picture: ":white_check_mark:", words: "prepared" },
  failed: { picture: ":x:", words: "not prepared" },
  outdated: { picture: ":warning:", words: "to be confirmed again" },
};

/** The living message of a preparation: what it makes out of which branch, how far it is, what is possible now. */
export function drawPreparation(preparation: Preparation, look: PreparationLook): MessagePayload {
  const { version, state, problem, by, words } = preparation;
  return {
    text: preparationSentence(preparation),
    blocks: [
      header(`${version} · ${isUnsure(preparation) ? "not known to be prepared" : states[state].words}`),
      section(`${states[state].picture} ${factsOf(preparation, look).join("\n")}`),
      ...(words === undefined ? [] : [section(`“${escape(words)}”`)]),
      ...(look.waitingFor === undefined ? [] : [context(`:hourglass: ${escape(look.waitingFor)}`)]),
      ...(problem ? [section(problemWords(problem, look))] : []),
      ...remedies(preparation, look),
      context(`Asked for by <@${by.user}> · ${preparation.id}`),
    ],
  };
}

/** The first answer to whoever confirmed a preparation: it is stored, and where it goes on. */
export function drawPreparing(version: string, channel: string): MessagePayload {
  const text = `${escape(version)} is being prepared; its message in <#${channel}> shows how it goes.`;
  return { text, blocks: [section(`:memo: ${text}`)] };
}

/** What became of its page on GitHub, for the thread. */
export function drawPublication(
  { by, id, version }: Preparation,
  publication: Publication,
  settings: Pick<Settings, "command">,
): MessagePayload {
  const tag = escape(version);
  if (publication.state === "published") {
    const page = `<${escape(publication.url)}|${tag}>`;
    const draft = publication.isDraft ? ", as a draft: publish it there when you want it to be seen" : "";
    const words = `${page} is on GitHub${draft}.`;
    return { text: `${tag} is on GitHub${draft}.`, blocks: [section(words)] };
  }
  const text = `<@${by.user}> ${tag} is in the repository, but has no release on GitHub.`;
  return { text, blocks: [section(text), section(problemWords(publication.problem, settings)), retry(id)] };
}

function retry(id: string): KnownBlock {
  return buttons(button("Try again", actions.publishRelease, id, { label: "Make the release on GitHub" }));
}

/** How it ended, for the thread, where it notifies the one who asked. */
export function drawPreparationEnd(
  preparation: Preparation,
  settings: Pick<Settings, "command">,
): MessagePayload {
  const { by, problem } = preparation;
  const text = `<@${by.user}> ${preparationSentence(preparation)}`;
  return { text, blocks: [section(text), ...(problem ? [section(problemWords(problem, settings))] : [])] };
}

/** Whether a push was begun and the repository did not tell, to the end, what became of it. */
function isUnsure({ state, tries, problem }: Preparation): boolean {
  return state === "failed" && tries.length > 0 && problem?.code === "git-unavailable";
}

function preparationSentence(preparation: Preparation): string {
  const { version, state } = preparation;
  const tag = escape(version);
  if (isUnsure(preparation))
    return `${tag} is not known to be prepared: it is not known whether its commit and tag are in the repository.`;
  if (state === "prepared") return `${tag} is prepared: its commit and tag are in the repository.`;
  if (state === "under way") return `${tag} is being prepared.`;
  return `${tag} was not prepared, and nothing was written.`;
}

function factsOf(preparation: Preparation, { timeZone, links, frozen }: PreparationLook): string[] {
  const { kind, branch, since, manager, target, commit, version, publication } = preparation;
  const changes =
    links && since !== undefined && commit ? ` · <${links.compare(since, version)}|changes>` : "";
  const hash = commit?.slice(0, 7);
  const place =
    hash === undefined ? "" : ` · ${links ? `<${links.commit(commit ?? "")}|${hash}>` : code(hash)}`;
  return [
    `${kind} release from ${code(branch)}${since === undefined ? "" : `, after ${escape(since)}`}${place}${changes}`,
    `Release manager: <@${manager.user}>`,
    target === undefined ? "No date yet" : `Production: ${bothZones(target, timeZone)}`,
    ...(frozen === undefined ? [] : [`:warning: that day falls into ${cut(escape(frozen), 300)}`]),
    ...(publication ? [pageWords(publication)] : []),
  ];
}

function pageWords(publication: Publication): string {
  if (publication.state === "failed") return ":warning: no release on GitHub, the thread says why";
  return `<${escape(publication.url)}|Release on GitHub>${publication.isDraft ? ", a draft" : ""}`;
}

function remedies({ state, id, version }: Preparation, { command, first }: PreparationLook): KnownBlock[] {
  if (state === "prepared") {
    return [
      buttons(
        button("Open the checklist", actions.openChecklist, version, { label: `Checklist of ${version}` }),
      ),
      context(`Next: \`${command} deploy ${version} ${escape(first)}\``),
    ];
  }
  if (state === "under way") return [];
  return [buttons(button("Propose again", actions.prepareRelease, id, { style: "primary" }))];
}
