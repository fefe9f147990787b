import type { ReactNode } from "react";
import { BlockElement, ImageElement } from "../elements/element.tsx";
import { asRecords, asString, isJson, textOf, type Json } from "../json.ts";
import { Link, TextObject } from "../mrkdwn.tsx";
import type { BlockProps } from "./block-props.ts";
import { RichText } from "./rich-text.tsx";

const LEVEL_SIGNS: Record<string, string> = { info: "ℹ️", warning: "⚠️", error: "⛔", success: "✅" };
const TASK_SIGNS: Record<string, string> = { pending: "○", in_progress: "◐", complete: "✓", error: "✕" };

/** Draws an alert block; its level is a colour and a sign. */
export function Alert({ block }: { block: Json }): ReactNode {
  const level = asString(block["level"]) || "default";
  return (
    <div className={`block-alert ${level}`} role="note">
      <span aria-hidden="true">{LEVEL_SIGNS[level] ?? "•"}</span>
      <TextObject value={block["text"]} />
    </div>
  );
}

/** Draws a card: images, title, subtitle, text and up to three buttons. */
export function Card({ block, blockId }: BlockProps): ReactNode {
  const actions = asRecords(block["actions"]);
  return (
    <article className="block-card">
      {isJson(block["hero_image"]) ? <ImageElement image={block["hero_image"]} /> : null}
      <div className="card-head">
        {isJson(block["icon"]) ? <ImageElement image={block["icon"]} /> : null}
        <div>
          <strong>
            <TextObject value={block["title"]} />
          </strong>
          <small>
            <TextObject value={block["subtitle"]} />
          </small>
        </div>
      </div>
      <TextObject value={block["body"]} />
      {actions.length > 0 ? (
        <div className="block-actions">
          {actions.map((element, index) => (
            <BlockElement key={index} {...{ element, blockId, isDispatching: true }} />
          ))}
        </div>
      ) : null}
    </article>
  );
}

/** Draws a container around its blocks; one that may be collapsed folds. */
export function Container({ block, children }: { block: Json; children: ReactNode }): ReactNode {
  const title = isJson(block["rich_text_title"]) ? (
    <RichText block={block["rich_text_title"]} />
  ) : (
    <strong>{textOf(block["title"])}</strong>
  );
  const head = (
    <>
      {title} <small>{textOf(block["subtitle"])}</small>
    </>
  );
  if (block["is_collapsible"] !== true) {
    return (
      <section className="block-container">
        <div className="container-head">{head}</div>
        {children}
      </section>
    );
  }
  return (
    <details className="block-container" open={block["default_collapsed"] !== true}>
      <summary className="container-head">{head}</summary>
      {children}
    </details>
  );
}

/** Draws a plan: its title and its tasks. */
export function Plan({ block }: { block: Json }): ReactNode {
  return (
    <section className="block-container">
      <div className="container-head">
        <strong>{asString(block["title"]) || textOf(block["title"])}</strong>
      </div>
      {asRecords(block["tasks"]).map((task, index) => (
        <TaskCard key={asString(task["task_id"]) || index} task={task} />
      ))}
    </section>
  );
}

/** Draws one task of a plan with its state in a sign and in words. */
export function TaskCard({ task }: { task: Json }): ReactNode {
  const status = asString(task["status"]) || "pending";
  return (
    <div className={`task ${status}`}>
      <span className="task-sign" aria-hidden="true">
        {TASK_SIGNS[status] ?? "○"}
      </span>
      <div>
        <span>{asString(task["title"])}</span>
        <small className="task-status">{status.replaceAll("_", " ")}</small>
        {isJson(task["details"]) ? <RichText block={task["details"]} /> : null}
        {isJson(task["output"]) ? <RichText block={task["output"]} /> : null}
        {asRecords(task["sources"]).map((source, index) => (
          <Link key={index} url={asString(source["url"])}>
            {asString(source["text"]) || asString(source["url"])}
          </Link>
        ))}
      </div>
    </div>
  );
}
