import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A connection in between that can fall silent without being closed: what a firewall does to idle connections. */
export interface HalfOpenProxy {
  readonly port: number;
  /** From now on nothing is forwarded on any connection, and none is closed. */
  fallSilent(): void;
  /** Connections from now on are forwarded again. */
  speak(): void;
  close(): Promise<void>;
}

export async function startHalfOpenProxy(target: number): Promise<HalfOpenProxy> {
  let silent = false;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        // The other side learns nothing of it while we are silent.
        if (!silent) to.destroy();
      });
      from.on('data', (data) => {
        if (!silent) to.write(data);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    fallSilent: () => {
      silent = true;
    },
    speak: () => {
      silent = false;
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
