import { Fragment, useMemo, type ReactNode } from "react";
import { formatDate } from "./dates.ts";
import { channelName, nameOf, useDirectory } from "./directory.tsx";
import { emojiOf } from "./emoji.ts";
import { asRecord, textOf } from "./json.ts";
import { parseMrkdwn, type Inline, type MrkdwnPart } from "./mrkdwn.ts";

/** Draws Slack's mrkdwn as elements; nothing in the text can become HTML. */
export function Mrkdwn({ text }: { text: string }): ReactNode {
  const parts = useMemo(() => parseMrkdwn(text), [text]);
  return (
    <div className="mrkdwn">
      {parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

/** Draws a text object: mrkdwn, or plain text in which only emoji names are replaced. */
export function TextObject({ value }: { value: unknown }): ReactNode {
  const isMrkdwn = asRecord(value)["type"] === "mrkdwn";
  return isMrkdwn ? <Mrkdwn text={textOf(value)} /> : <PlainText text={textOf(value)} />;
}

/** Draws plain text with `:emoji:` replaced. */
export function PlainText({ text }: { text: string }): ReactNode {
  return (
    <span className="plain-text">
      {text.split(/(:[a-z0-9_+'-]+:)/).map((piece, index) => (
        <Fragment key={index}>{index % 2 === 1 ? (emojiOf(piece.slice(1, -1)) ?? piece) : piece}</Fragment>
      ))}
    </span>
  );
}

function Part({ part }: { part: MrkdwnPart }): ReactNode {
  if (part.kind === "pre") return <pre>{part.text}</pre>;
  if (part.kind === "line") {
    const isEmpty = part.children.length === 0;
    const className = part.isBullet ? "line bullet" : "line";
    return <div className={className}>{isEmpty ? <br /> : <Inlines items={part.children} />}</div>;
  }
  return (
    <blockquote>
      {part.lines.map((line, index) => (
        <div key={index} className="line">
          {line.length === 0 ? <br /> : <Inlines items={line} />}
        </div>
      ))}
    </blockquote>
  );
}

function Inlines({ items }: { items: Inline[] }): ReactNode {
  return items.map((item, index) => <InlinePiece key={index} item={item} />);
}

function InlinePiece({ item }: { item: Inline }): ReactNode {
  switch (item.kind) {
    case "text":
      return item.text;
    case "code":
      return <code>{item.text}</code>;
    case "bold":
      return (
        <strong>
          <Inlines items={item.children} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines items={item.children} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines items={item.children} />
        </s>
      );
    case "link":
      return <Link url={item.url}>{item.label}</Link>;
    case "emoji":
      return <Emoji name={item.name} />;
    case "date":
      return <DateText {...item} />;
    case "broadcast":
      return <mark className="mention">@{item.range}</mark>;
    case "user":
    case "channel":
    case "usergroup":
      return <Mention kind={item.kind} id={item.id} />;
    default:
      return item satisfies never;
  }
}

/** A link that opens in a new tab; addresses other than web and mail are shown as text only. */
export function Link({ url, children }: { url: string; children: ReactNode }): ReactNode {
  if (!/^(https?|mailto):/i.test(url)) return <span title={url}>{children}</span>;
  return (
    <a href={url} target="_blank" rel="noreferrer" title={url}>
      {children}
    </a>
  );
}

/** An emoji by name; a name nobody knows is shown as it was written. */
export function Emoji({ name }: { name: string }): ReactNode {
  const character = emojiOf(name.replace(/::.*$/, ""));
  if (character === undefined) return `:${name}:`;
  return (
    <span role="img" aria-label={name.replaceAll("_", " ")} title={`:${name}:`} className="emoji">
      {character}
    </span>
  );
}

/** A moment in the acting person's time zone, or its fallback when it cannot be written. */
export function DateText(props: { ts: number; format: string; fallback: string; url?: string }): ReactNode {
  const { state } = useDirectory();
  const text = formatDate(props.ts, props.format, state.me.timeZone, state.now) ?? props.fallback;
  const label = <time title={props.fallback}>{text}</time>;
  return props.url === undefined ? label : <Link url={props.url}>{label}</Link>;
}

/** A person, channel or user group by id, by its name; the acting person's own mentions stand out. */
export function Mention({ kind, id }: { kind: "user" | "channel" | "usergroup"; id: string }): ReactNode {
  const { state, openChannel } = useDirectory();
  if (kind === "channel") {
    return (
      <button type="button" className="mention link" onClick={() => openChannel(id)}>
        #{channelName(state, id)}
      </button>
    );
  }
  const group = state.userGroups.find((known) => known.id === id);
  const isMe = kind === "user" ? id === state.me.id : group?.users.includes(state.me.id) === true;
  const name = kind === "user" ? nameOf(state, id) : (group?.handle ?? id);
  return (
    <mark className={isMe ? "mention me" : "mention"} title={group?.name ?? id}>
      @{name}
    </mark>
  );
}
