/** A piece of a line of Slack's mrkdwn. */
export type Inline =
  | { kind: "text" | "code"; text: string }
  | { kind: "bold" | "italic" | "strike"; children: Inline[] }
  | { kind: "link"; url: string; label: string }
  | { kind: "user" | "channel" | "usergroup"; id: string }
  | { kind: "broadcast"; range: string }
  | { kind: "date"; ts: number; format: string; url?: string; fallback: string }
  | { kind: "emoji"; name: string };

/** A line, a quotation (lines without their mark) or a preformatted piece of mrkdwn. */
export type MrkdwnPart =
  | { kind: "line"; isBullet: boolean; children: Inline[] }
  | { kind: "quote"; lines: Inline[][] }
  | { kind: "pre"; text: string };

const MARKS: Record<string, "bold" | "italic" | "strike"> = { "*": "bold", _: "italic", "~": "strike" };
const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const QUOTE = /^(?:&gt;|>) ?/;

/** Undoes the three escapes of Slack's text (`&amp;`, `&lt;`, `&gt;`), each once. */
export function unescapeText(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Splits Slack's mrkdwn into lines, quotations and preformatted pieces. Any text is accepted; what is no mark-up stays text. */
export function parseMrkdwn(text: string): MrkdwnPart[] {
  const parts: MrkdwnPart[] = [];
  const pieces = text.split(/```([^]*?)```/);
  for (const [index, piece] of pieces.entries()) {
    if (piece === "") continue;
    if (index % 2 === 1) parts.push({ kind: "pre", text: unescapeText(trimOneNewline(piece)) });
    else addLines(parts, index === 0 && pieces.length === 1 ? piece : trimOneNewline(piece));
  }
  return parts;
}

/** Splits one line of mrkdwn into its pieces: formatting, code, links, mentions, dates, emoji and text. */
export function parseInline(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const hit = readAt(text, at);
    if (hit) {
      if (plain !== "") found.push({ kind: "text", text: unescapeText(plain) });
      plain = "";
      found.push(hit.inline);
      at = hit.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain !== "") found.push({ kind: "text", text: unescapeText(plain) });
  return found;
}

function trimOneNewline(text: string): string {
  return text.replace(/^\n/, "").replace(/\n$/, "");
}

function addLines(parts: MrkdwnPart[], text: string): void {
  for (const line of text.split("\n")) {
    const last = parts.at(-1);
    if (!QUOTE.test(line)) {
      parts.push({
        kind: "line",
        isBullet: /^\s*(?:[•◦▪-]|\d+\.)\s/.test(line),
        children: parseInline(line),
      });
    } else if (last?.kind === "quote") last.lines.push(parseInline(line.replace(QUOTE, "")));
    else parts.push({ kind: "quote", lines: [parseInline(line.replace(QUOTE, ""))] });
  }
}

interface Hit {
  inline: Inline;
  end: number;
}

function readAt(text: string, at: number): Hit | undefined {
  const char = text[at];
  if (char === "`") return readCode(text, at);
  if (char === "<") return readAngle(text, at);
  if (char === ":") return readEmoji(text, at);
  const kind = char === undefined ? undefined : MARKS[char];
  return kind ? readFormatted(text, at, kind) : undefined;
}

function readCode(text: string, at: number): Hit | undefined {
  const close = text.indexOf("`", at + 1);
  if (close <= at + 1) return undefined;
  return { inline: { kind: "code", text: unescapeText(text.slice(at + 1, close)) }, end: close + 1 };
}

function readEmoji(text: string, at: number): Hit | undefined {
  const close = text.indexOf(":", at + 1);
  const name = text.slice(at + 1, close);
  if (close < 0 || !/^[a-z0-9_+'-]{1,60}$/.test(name) || /^\d+$/.test(name)) return undefined;
  return { inline: { kind: "emoji", name }, end: close + 1 };
}

function readFormatted(text: string, at: number, kind: "bold" | "italic" | "strike"): Hit | undefined {
  if (isWordAt(text, at - 1) || isSpaceAt(text, at + 1)) return undefined;
  const close = closingMark(text, at + 1, text[at] ?? "");
  if (close === undefined) return undefined;
  return { inline: { kind, children: parseInline(text.slice(at + 1, close)) }, end: close + 1 };
}

/** Marks inside code and links do not close a format, so those are jumped over. */
function closingMark(text: string, from: number, mark: string): number | undefined {
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    const jump = char === "`" ? text.indexOf("`", at + 1) : char === "<" ? text.indexOf(">", at + 1) : -1;
    if (jump > 0) at = jump;
    else if (char === mark && at > from && !isSpaceAt(text, at - 1) && !isWordAt(text, at + 1)) return at;
  }
  return undefined;
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}]/u.test(text[at] ?? "");
}

function isSpaceAt(text: string, at: number): boolean {
  return /^\s?$/.test(text[at] ?? "");
}

function readAngle(text: string, at: number): Hit | undefined {
  const close = text.indexOf(">", at + 1);
  const inside = text.slice(at + 1, close);
  if (close < 0 || inside === "" || inside.includes("<")) return undefined;
  const inline = angleInline(inside);
  return inline && { inline, end: close + 1 };
}

function angleInline(inside: string): Inline | undefined {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(inside.slice(bar + 1));
  if (/^@[A-Z0-9]+$/.test(target)) return { kind: "user", id: target.slice(1) };
  if (/^#[A-Z0-9]+$/.test(target)) return { kind: "channel", id: target.slice(1) };
  if (target.startsWith("!")) return specialInline(target.slice(1), label);
  if (!/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const url = unescapeText(target);
  return { kind: "link", url, label: label ?? url.replace(/^mailto:/, "") };
}

function specialInline(target: string, label: string | undefined): Inline | undefined {
  const [name = "", first = "", second = "", url] = target.split("^");
  if (["here", "channel", "everyone"].includes(name)) return { kind: "broadcast", range: name };
  if (name === "subteam" && first !== "") return { kind: "usergroup", id: first };
  if (name !== "date" || !/^\d{1,12}$/.test(first)) return undefined;
  const date = { kind: "date" as const, ts: Number(first), format: second, fallback: label ?? second };
  return url === undefined ? date : { ...date, url: unescapeText(url) };
}
