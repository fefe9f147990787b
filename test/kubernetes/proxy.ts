import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";

/** A wire between a client and an API server that can be frozen and cut, without harm to the server's other clients. */
export interface Wire extends AsyncDisposable {
  url: string;
  /** Nothing comes through any more, though every connection stays open. */
  freeze: () => void;
  thaw: () => void;
  /** Ends every connection, and each new one at once, until it is mended. */
  cut: () => void;
  mend: () => void;
  connections: () => number;
}

/** Starts a wire to a server given by its URL. */
export async function wireTo(target: string): Promise<Wire> {
  const { protocol, hostname, port } = new URL(target);
  const ends = new Set<Socket>();
  let isCut = false;
  let isFrozen = false;
  const join = (from: Socket, to: Socket) => {
    ends.add(from);
    from.on("data", (chunk) => to.write(chunk));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      ends.delete(from);
      to.destroy();
    });
    if (isFrozen) from.pause();
  };
  const server = createServer((near) => {
    if (isCut) return void near.resetAndDestroy();
    const far = dial(Number(port), hostname);
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${protocol}//127.0.0.1:${portOf(server.address())}`,
    freeze() {
      isFrozen = true;
      for (const end of ends) end.pause();
    },
    thaw() {
      isFrozen = false;
      for (const end of ends) end.resume();
    },
    cut() {
      isCut = true;
      for (const end of ends) end.destroy();
    },
    mend() {
      isCut = false;
    },
    connections: () => ends.size / 2,
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the wire has no port");
  return address.port;
}
