import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  PlainTextElement,
  SectionBlock,
} from "@slack/types";

/** Slack's limits for what these builders make; the builders cut, so that no input can break a message. */
const limits = {
  header: 150,
  section: 3000,
  field: 2000,
  button: 75,
  context: 2000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
};

/**
 * Cuts a text to at most `length` characters, with an ellipsis where something was left out. Nothing is cut in half:
 * no character as people see it, no `&amp;`, no mention and no date.
 */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept: string[] = [];
  let size = 0;
  for (const { segment } of new Intl.Segmenter("en").segment(text.slice(0, length * 2))) {
    if (size + segment.length > length - 1) break;
    kept.push(segment);
    size += segment.length;
  }
  return `${kept.join("").replace(/&[a-z]{0,3}$|<[^<>]{0,80}$/u, "")}…`;
}

/** Text from outside, made harmless in mrkdwn: no mention, link or broadcast in it can come alive. */
export function escape(text: string): string {
  // Most text has none of them, and one look is cheaper than a replacement.
  if (!/[&<>]/u.test(text)) return text;
  // One after the other: to call a function for each of them costs eight times as much where there are many.
  return text.replaceAll(/&/gu, "&amp;").replaceAll(/</gu, "&lt;").replaceAll(/>/gu, "&gt;");
}

/** Text from outside as code: backticks and line ends would end the span. */
export function code(text: string): string {
  return `\`${escape(text.replaceAll("`", "ˋ").replaceAll(/\s+/gu, " "))}\``;
}

/** A moment in the reader's own time zone, with UTC for clients that cannot. `at` is in milliseconds. */
export function moment(at: number): string {
  const utc = new Date(at).toISOString().slice(0, 16).replace("T", " ");
  return `<!date^${Math.floor(at / 1000)}^{date_short_pretty} at {time}|${utc} UTC>`;
}

export function plain(text: string, length: number): PlainTextElement {
  return { type: "plain_text", text: cut(text, length) || " ", emoji: true };
}

export function header(text: string): HeaderBlock {
  return { type: "header", text: plain(text, limits.header) };
}

export function section(text: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: cut(text, limits.section) } };
}

/** Up to ten short facts side by side. */
export function fields(texts: string[]): SectionBlock {
  return {
    type: "section",
    fields: texts.slice(0, 10).map((text) => ({ type: "mrkdwn", text: cut(text, limits.field) })),
  };
}

/** Small print: one line each, at most ten. */
export function context(...texts: string[]): ContextBlock {
  return {
    type: "context",
    elements: texts.slice(0, 10).map((text) => ({ type: "mrkdwn", text: cut(text, limits.context) })),
  };
}

export function divider(): DividerBlock {
  return { type: "divider" };
}

export function buttons(...elements: Button[]): ActionsBlock {
  return { type: "actions", elements };
}

export interface ButtonLook {
  style?: "primary" | "danger";
  confirm?: ConfirmationDialog;
  label?: string;
}

/** A button that carries one id. `label` is what a screen reader says in place of a terse text. */
export function button(text: string, actionId: string, value: string, look: ButtonLook = {}): Button {
  const { style, label } = look;
  return {
    type: "button",
    text: plain(text, limits.button),
    action_id: actionId,
    value,
    ...(style && { style }),
    ...(look.confirm && { confirm: look.confirm }),
    ...(label !== undefined && { accessibility_label: cut(label, limits.button) }),
  };
}

/** The question before a click that changes production: it names the object and the effect. */
export function confirm(
  title: string,
  text: string,
  yes: string,
  style: "primary" | "danger",
): ConfirmationDialog {
  return {
    title: plain(title, limits.confirmTitle),
    text: { type: "mrkdwn", text: cut(text, limits.confirmText) },
    confirm: plain(yes, limits.confirmButton),
    deny: plain("Not now", limits.confirmButton),
    style,
  };
}

/** Lines as a list that stays inside `length` characters; what does not fit is counted, with `more` that are not given. */
export function lines(texts: string[], most: number, length: number, more = 0): string {
  const shown: string[] = [];
  let size = 0;
  for (const text of texts.slice(0, most)) {
    const line = cut(text, 300);
    if (size + line.length > length) break;
    shown.push(line);
    size += line.length + 1;
  }
  const left = texts.length - shown.length + more;
  return [...shown, ...(left > 0 ? [`_and ${left} more_`] : [])].join("\n");
}
