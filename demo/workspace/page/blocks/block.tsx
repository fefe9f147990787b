import type { ReactNode } from "react";
import { BlockElement, ImageElement } from "../elements/element.tsx";
import { blockIdOf } from "../elements/values.ts";
import { asRecord, asRecords, asString, textOf, type Json } from "../json.ts";
import { PlainText, TextObject } from "../mrkdwn.tsx";
import type { BlockProps } from "./block-props.ts";
import { InputBlock } from "./input.tsx";
import { Markdown } from "./markdown.tsx";
import { Alert, Card, Container, Plan, TaskCard } from "./panels.tsx";
import { RichText } from "./rich-text.tsx";
import { Section } from "./section.tsx";
import { DataTable, Table } from "./table.tsx";

/** Draws a list of blocks; `place` keeps the ids of nested blocks apart. */
export function Blocks({ blocks, place = "" }: { blocks: readonly Json[]; place?: string }): ReactNode {
  return (
    <div className="blocks">
      {blocks.map((block, index) => {
        const blockId = blockIdOf(block, `${place}${index}`);
        return <BlockBody key={blockId} block={block} blockId={blockId} place={`${place}${index}-`} />;
      })}
    </div>
  );
}

function BlockBody({ block, blockId, place }: BlockProps & { place: string }): ReactNode {
  const type = asString(block["type"]);
  switch (type) {
    case "header":
      return (
        <h3 className="block-header">
          <PlainText text={textOf(block["text"])} />
        </h3>
      );
    case "section":
      return <Section block={block} blockId={blockId} />;
    case "context":
      return <Context block={block} />;
    case "actions":
    case "context_actions":
      return <Actions block={block} blockId={blockId} />;
    case "divider":
      return <hr />;
    case "image":
      return <ImageBlock block={block} />;
    case "input":
      return <InputBlock block={block} blockId={blockId} />;
    case "rich_text":
      return <RichText block={block} />;
    case "markdown":
      return <Markdown text={asString(block["text"])} />;
    case "table":
      return <Table block={block} />;
    case "data_table":
      return <DataTable block={block} />;
    default:
      return <Panel block={block} type={type} place={place} blockId={blockId} />;
  }
}

function Panel(props: { block: Json; type: string; place: string; blockId: string }): ReactNode {
  const { block, type, place, blockId } = props;
  switch (type) {
    case "alert":
      return <Alert block={block} />;
    case "card":
      return <Card block={block} blockId={blockId} />;
    case "carousel":
      return (
        <div className="carousel">
          <Blocks blocks={asRecords(block["elements"])} place={place} />
        </div>
      );
    case "container":
      return (
        <Container block={block}>
          <Blocks blocks={asRecords(block["child_blocks"])} place={place} />
        </Container>
      );
    case "plan":
      return <Plan block={block} />;
    case "task_card":
      return <TaskCard task={block} />;
    default:
      return <p className="unsupported">Unsupported block: {type || "without a type"}</p>;
  }
}

function Context({ block }: { block: Json }): ReactNode {
  return (
    <div className="block-context">
      {asRecords(block["elements"]).map((element, index) =>
        element["type"] === "image" ? (
          <ImageElement key={index} image={element} />
        ) : (
          <TextObject key={index} value={element} />
        ),
      )}
    </div>
  );
}

function Actions({ block, blockId }: BlockProps): ReactNode {
  return (
    <div className="block-actions">
      {asRecords(block["elements"]).map((element, index) => (
        <BlockElement
          key={asString(element["action_id"]) || index}
          {...{ element, blockId, isDispatching: true }}
        />
      ))}
    </div>
  );
}

function ImageBlock({ block }: { block: Json }): ReactNode {
  const title = asRecord(block["title"]);
  return (
    <figure className="block-image">
      {textOf(title) ? <figcaption>{textOf(title)}</figcaption> : null}
      <ImageElement image={block} />
    </figure>
  );
}
