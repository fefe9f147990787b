import { useState, type ReactNode } from "react";
import { asNumber, asRecord, asRecords, asString, type Json } from "../json.ts";
import { PlainText } from "../mrkdwn.tsx";
import { RichText } from "./rich-text.tsx";

/** Draws a table block; the first row is its head, as in Slack. */
export function Table({ block }: { block: Json }): ReactNode {
  const rows = rowsOf(block);
  const columns = Array.isArray(block["column_settings"]) ? block["column_settings"].map(asRecord) : [];
  const style = (index: number): { textAlign: "left" | "center" | "right"; whiteSpace?: "normal" } => ({
    textAlign: alignment(columns[index]?.["align"]),
    ...(columns[index]?.["is_wrapped"] === true ? { whiteSpace: "normal" } : {}),
  });
  return (
    <div className="table-box">
      <table>
        <thead>
          <tr>
            {rows[0]?.map((cell, index) => (
              <th key={index} scope="col" style={style(index)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(1).map((row, rowIndex) => (
            <tr key={rowIndex}>
              {row.map((cell, index) => (
                <td key={index} style={style(index)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Draws a data_table block: a caption, a head, and pages of rows. */
export function DataTable({ block }: { block: Json }): ReactNode {
  const [page, setPage] = useState(0);
  const [head = [], ...body] = rowsOf(block);
  const size = asNumber(block["page_size"]) ?? 5;
  const pages = Math.max(1, Math.ceil(body.length / size));
  const shown = body.slice(page * size, page * size + size);
  return (
    <div className="table-box">
      <p className="table-caption">{asString(block["caption"])}</p>
      <Table block={{ rows: [head, ...shown] }} />
      {pages > 1 ? (
        <div className="table-pages">
          <button
            type="button"
            className="button small"
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          >
            Previous
          </button>
          <span>
            Page {page + 1} of {pages}
          </span>
          <button
            type="button"
            className="button small"
            disabled={page + 1 >= pages}
            onClick={() => setPage(page + 1)}
          >
            Next
          </button>
        </div>
      ) : null}
    </div>
  );
}

function Cell({ cell }: { cell: Json }): ReactNode {
  if (cell["type"] === "rich_text") return <RichText block={cell} />;
  return <PlainText text={asString(cell["text"]) || asString(cell["value"])} />;
}

function rowsOf(block: Json): Json[][] {
  return Array.isArray(block["rows"]) ? block["rows"].map(asRecords) : [];
}

function alignment(value: unknown): "left" | "center" | "right" {
  return value === "center" || value === "right" ? value : "left";
}
