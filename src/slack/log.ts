/** Where this room writes down what became of messages. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}
