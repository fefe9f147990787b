import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { PageState } from "../../demo/workspace/contract.ts";
import { DirectoryContext } from "../../demo/workspace/page/directory.tsx";

const me = {
  id: "U1",
  name: "Rosa Vermeer",
  title: "release manager",
  timeZone: "Europe/Amsterdam",
  isGuest: false,
};

/** A workspace with one person, one channel and one group, as the server would tell it. */
export const pageState: PageState = {
  team: { id: "T1", name: "Test" },
  now: 1_700_000_000,
  me,
  people: [me, { ...me, id: "U2", name: "Rosa", title: "engineer" }],
  bot: { userId: "UBOT", name: "Slipway", isConnected: true },
  userGroups: [{ id: "S1", handle: "managers", name: "Managers", users: ["U1"] }],
  channels: [{ id: "C1", name: "releases", isMember: true }],
  messages: [],
  files: [],
  modals: [],
  home: null,
  commands: [],
  shortcuts: [],
};

/** The HTML of a part of the page inside that workspace. */
export function draw(part: ReactElement): string {
  const value = { state: pageState, openChannel: () => undefined };
  return renderToStaticMarkup(createElement(DirectoryContext, { value }, part));
}
