import type { PageState } from "../contract.ts";

/** What a line typed in the composer asks for. */
export type Typed =
  | { kind: "nothing" }
  | { kind: "command"; command: string; text: string }
  | { kind: "message"; text: string };

/** Reads what was typed: a slash command with its text, a message, or nothing. */
export function readTyped(line: string): Typed {
  const trimmed = line.trim();
  if (trimmed === "") return { kind: "nothing" };
  const command = /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(trimmed);
  if (!command) return { kind: "message", text: trimmed };
  return { kind: "command", command: command[1] ?? "", text: (command[2] ?? "").trim() };
}

/** The commands that could complete what was typed so far. */
export function suggestCommands(line: string, commands: PageState["commands"]): PageState["commands"] {
  if (!/^\/[\w-]*$/.test(line)) return [];
  return commands.filter(({ command }) => command.startsWith(line));
}

/** The command a line already names, to show its usage while the rest is typed. */
export function commandOf(
  line: string,
  commands: PageState["commands"],
): PageState["commands"][number] | undefined {
  const name = /^(\/[\w-]+)\s/.exec(line)?.[1];
  return commands.find(({ command }) => command === name);
}
