import { lexer, type Token, type Tokens } from "marked";
import { createElement, useMemo, type ReactNode } from "react";
import { Link, PlainText } from "../mrkdwn.tsx";

/** Draws a markdown block from its tokens; HTML in the text is shown as text. */
export function Markdown({ text }: { text: string }): ReactNode {
  const tokens = useMemo(() => lexer(text), [text]);
  return (
    <div className="markdown">
      <TokenList tokens={tokens} />
    </div>
  );
}

function TokenList({ tokens }: { tokens: Token[] | undefined }): ReactNode {
  return tokens?.map((token, index) => <TokenBody key={index} token={token} />);
}

function TokenBody({ token }: { token: Token }): ReactNode {
  const children = "tokens" in token ? <TokenList tokens={token.tokens} /> : null;
  switch (token.type) {
    case "paragraph":
      return <p>{children}</p>;
    case "heading":
      return createElement("depth" in token && token["depth"] === 1 ? "h3" : "h4", null, children);
    case "blockquote":
      return <blockquote>{children}</blockquote>;
    case "strong":
      return <strong>{children}</strong>;
    case "em":
      return <em>{children}</em>;
    case "del":
      return <s>{children}</s>;
    case "code":
      return <pre>{textIn(token)}</pre>;
    case "codespan":
      return <code>{textIn(token)}</code>;
    case "hr":
      return <hr />;
    case "br":
      return <br />;
    case "space":
      return null;
    case "checkbox":
      return token.raw.includes("x") ? "☑ " : "☐ ";
    default:
      return structureBody(token, children);
  }
}

function structureBody(token: Token, children: ReactNode): ReactNode {
  if (isLink(token)) return <Link url={token.href}>{children}</Link>;
  if (isList(token)) {
    const items = token.items.map((item, index) => (
      <li key={index}>
        <TokenList tokens={item.tokens} />
      </li>
    ));
    return createElement(token.ordered ? "ol" : "ul", null, items);
  }
  if (isTable(token)) return <TableBody table={token} />;
  return children ?? <PlainText text={textIn(token)} />;
}

function TableBody({ table }: { table: Tokens.Table }): ReactNode {
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col">
                <TokenList tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td key={index}>
                  <TokenList tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function textIn(token: Token): string {
  return "text" in token && typeof token.text === "string" ? token.text : token.raw;
}

function isLink(token: Token): token is Tokens.Link {
  return token.type === "link" && "href" in token;
}

function isList(token: Token): token is Tokens.List {
  return token.type === "list" && "items" in token;
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table" && "rows" in token;
}
