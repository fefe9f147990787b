import type { ReactNode } from "react";
import { asNumber, asRecord, asRecords, asString, type Json } from "../json.ts";
import { DateText, Emoji, Link, Mention } from "../mrkdwn.tsx";

/** Draws a rich_text block: sections, lists, quotations and preformatted text. */
export function RichText({ block }: { block: Json }): ReactNode {
  return (
    <div className="rich-text">
      {asRecords(block["elements"]).map((element, index) => (
        <RichPart key={index} element={element} />
      ))}
    </div>
  );
}

function RichPart({ element }: { element: Json }): ReactNode {
  const children = asRecords(element["elements"]);
  switch (element["type"]) {
    case "rich_text_section":
      return (
        <div className="line">
          <RichPieces pieces={children} />
        </div>
      );
    case "rich_text_list":
      return <RichList element={element} items={children} />;
    case "rich_text_quote":
      return (
        <blockquote>
          <RichPieces pieces={children} />
        </blockquote>
      );
    case "rich_text_preformatted":
      return (
        <pre>
          <RichPieces pieces={children} />
        </pre>
      );
    default:
      return <p className="unsupported">Unsupported rich text: {asString(element["type"])}</p>;
  }
}

function RichList({ element, items }: { element: Json; items: Json[] }): ReactNode {
  const indent = asNumber(element["indent"]) ?? 0;
  const style = { marginInlineStart: `${indent * 1.5}rem` };
  const rows = items.map((item, index) => (
    <li key={index}>
      <RichPieces pieces={asRecords(item["elements"])} />
    </li>
  ));
  if (element["style"] !== "ordered") return <ul style={style}>{rows}</ul>;
  return (
    <ol style={style} start={(asNumber(element["offset"]) ?? 0) + 1}>
      {rows}
    </ol>
  );
}

function RichPieces({ pieces }: { pieces: Json[] }): ReactNode {
  return pieces.map((piece, index) => <RichPiece key={index} piece={piece} />);
}

function RichPiece({ piece }: { piece: Json }): ReactNode {
  const style = asRecord(piece["style"]);
  let drawn = pieceBody(piece);
  if (style["code"] === true) drawn = <code>{drawn}</code>;
  if (style["strike"] === true) drawn = <s>{drawn}</s>;
  if (style["italic"] === true) drawn = <em>{drawn}</em>;
  if (style["underline"] === true) drawn = <u>{drawn}</u>;
  return style["bold"] === true ? <strong>{drawn}</strong> : drawn;
}

function pieceBody(piece: Json): ReactNode {
  switch (piece["type"]) {
    case "text":
      return asString(piece["text"]);
    case "link":
      return <Link url={asString(piece["url"])}>{asString(piece["text"]) || asString(piece["url"])}</Link>;
    case "emoji":
      return <Emoji name={asString(piece["name"])} />;
    case "user":
      return <Mention kind="user" id={asString(piece["user_id"])} />;
    case "usergroup":
      return <Mention kind="usergroup" id={asString(piece["usergroup_id"])} />;
    case "channel":
      return <Mention kind="channel" id={asString(piece["channel_id"])} />;
    case "broadcast":
      return <mark className="mention">@{asString(piece["range"])}</mark>;
    case "team":
      return asString(piece["team_id"]);
    case "color":
      return <ColorPiece value={asString(piece["value"])} />;
    case "date":
      return <DatePiece piece={piece} />;
    default:
      return <span className="unsupported">Unsupported: {asString(piece["type"])}</span>;
  }
}

function ColorPiece({ value }: { value: string }): ReactNode {
  return (
    <span>
      <span className="swatch" style={{ background: value }} /> {value}
    </span>
  );
}

function DatePiece({ piece }: { piece: Json }): ReactNode {
  const url = asString(piece["url"]);
  const format = asString(piece["format"]);
  const fallback = asString(piece["fallback"]) || format;
  const ts = asNumber(piece["timestamp"]) ?? Number.NaN;
  return <DateText ts={ts} format={format} fallback={fallback} {...(url ? { url } : {})} />;
}
