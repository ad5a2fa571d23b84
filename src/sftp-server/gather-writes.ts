import type { Socket } from 'node:net';

/**
 * ssh2 writes every packet in three pieces (length, data, tag), and answers come by the dozen: what is written in one
 * turn of the event loop leaves together, in one system call and few packets.
 */
export function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...parameters: unknown[]) => boolean;
  let isCorked = false;
  const gather = (...parameters: unknown[]): boolean => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      setImmediate(() => {
        isCorked = false;
        socket.uncork();
      });
    }
    return write(...parameters);
  };
  socket.write = gather as Socket['write'];
}
