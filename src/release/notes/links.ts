import type { Author } from "./conventional-commit.ts";

/** Addresses of things on the repository's host; undefined where the host has no such page. */
export interface Links {
  commit(hash: string): string;
  pullRequest(number: number): string;
  /** "#4", or "group/project#4" of another repository on the same host. */
  issue(reference: string): string | undefined;
  compare(from: string, to: string): string;
  /** Known only where the address in the commit is the host's own. */
  author(author: Author): string | undefined;
}

/** Kinds of hosts, by how they build addresses. */
export const hostKinds = ["github", "gitlab", "bitbucket", "gitea", "azure"] as const;
export type HostKind = (typeof hostKinds)[number];

/** Where people look at a repository; the kind of its host where the address does not tell. */
export interface WebPlace {
  webUrl?: string | undefined;
  host?: HostKind | undefined;
}

interface Paths {
  commit: string;
  pullRequest: string;
  issue: string;
  /** The address that the host gives those who keep theirs to themselves; it tells their name. */
  login?: RegExp;
  compare: (from: string, to: string) => string;
}

const github: Paths = {
  commit: "commit",
  pullRequest: "pull",
  issue: "issues",
  login: /^(?:\d+\+)?([\w-]{1,39})@users\.noreply\.github\.com$/,
  compare: (from, to) => `compare/${from}...${to}`,
};
const gitlab: Paths = {
  commit: "-/commit",
  pullRequest: "-/merge_requests",
  issue: "-/issues",
  login: /^(?:\d+-)?([\w.-]{1,255})@users\.noreply\.gitlab\.com$/,
  compare: (from, to) => `-/compare/${from}...${to}`,
};
const bitbucket: Paths = {
  commit: "commits",
  pullRequest: "pull-requests",
  issue: "issues",
  compare: (from, to) => `branches/compare/${to}..${from}`,
};

const gitea: Paths = {
  commit: github.commit,
  pullRequest: "pulls",
  issue: github.issue,
  compare: github.compare,
};
const azure: Paths = {
  commit: "commit",
  pullRequest: "pullrequest",
  issue: "../../_workitems/edit",
  compare: (from, to) => `branchCompare?baseVersion=GT${from}&targetVersion=GT${to}`,
};
const pathsOf: Record<HostKind, Paths> = { github, gitlab, bitbucket, gitea, azure };

/** Links into the repository's web pages, by its host; undefined without an http(s) address. Unknown hosts are taken for GitHub's kind. */
export function linksOf({ webUrl, host }: WebPlace): Links | undefined {
  const url = webUrl !== undefined && URL.canParse(webUrl) ? new URL(webUrl) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const base = `${url.origin}${url.pathname.replace(/(\.git)?\/*$/, "")}`;
  const paths = pathsOf[host ?? kindOf(url.hostname)];
  return {
    commit: (hash) => `${base}/${paths.commit}/${hash}`,
    pullRequest: (number) => `${base}/${paths.pullRequest}/${number}`,
    issue(reference) {
      const [, project = "", number] = /^([\w.-]+\/[\w.-]+)?#(\d+)$/.exec(reference) ?? [];
      if (number === undefined) return undefined;
      const place = project === "" ? base : `${url.origin}/${project}`;
      return new URL(`${place}/${paths.issue}/${number}`).href;
    },
    compare: (from, to) => `${base}/${paths.compare(encodeURIComponent(from), encodeURIComponent(to))}`,
    author({ email }) {
      const login = paths.login?.exec(email)?.[1];
      return login === undefined ? undefined : `${url.origin}/${login}`;
    },
  };
}

function kindOf(host: string): HostKind {
  if (/(^|\.)(dev\.azure\.com|visualstudio\.com)$/.test(host)) return "azure";
  if (/codeberg|forgejo/.test(host)) return "gitea";
  return hostKinds.find((kind) => host.includes(kind)) ?? "github";
}
