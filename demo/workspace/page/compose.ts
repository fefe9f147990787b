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

/** Writes a message as Slack stores it: `&`, `<`, `>` escaped, `@name`, `@group` and `#channel` turned into mentions. */
export function encodeMessage(text: string, state: PageState): string {
  const mentions = new Map<string, string>([
    [`@${state.bot.name}`, `<@${state.bot.userId}>`],
    ...state.people.map(({ id, name }): [string, string] => [`@${name}`, `<@${id}>`]),
    ...state.userGroups.map(({ id, handle }): [string, string] => [`@${handle}`, `<!subteam^${id}>`]),
    ...state.channels.map(({ id, name }): [string, string] => [`#${name}`, `<#${id}>`]),
  ]);
  let encoded = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  // Longer names first, so that "@Ana Ruiz" is not taken for "@Ana".
  for (const [written, mention] of [...mentions].toSorted(([a], [b]) => b.length - a.length)) {
    const pattern = new RegExp(String.raw`(?<![\w<@#])${escapePattern(written)}(?!\w)`, "gi");
    encoded = encoded.replaceAll(pattern, mention);
  }
  return encoded;
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

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
