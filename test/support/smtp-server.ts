import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** headers and body as they came, dots unstuffed */
  readonly data: string;
}

/** An answer that the server gives instead of its friendly one; `hang` never answers, `cut` closes the connection. */
export type SmtpAnswer = `${number} ${string}` | 'hang' | 'cut';

/** Decides by command (`MAIL`, `RCPT`, `DATA`, `END` of the data, ...) and its line; undefined: the friendly answer. */
export type SmtpScript = (command: string, line: string) => SmtpAnswer | undefined;

export interface TestSmtpServer {
  readonly port: number;
  readonly mails: ReceivedMail[];
  /** `user\0password` of every login */
  readonly logins: string[];
  script: SmtpScript;
  close(): Promise<void>;
}

const FRIENDLY: Readonly<Record<string, string>> = {
  HELO: '250 smtp.test',
  MAIL: '250 OK',
  RCPT: '250 OK',
  DATA: '354 go on',
  END: '250 taken',
  AUTH: '235 welcome',
  RSET: '250 OK',
  NOOP: '250 OK',
  QUIT: '221 bye',
  GREETING: '220 smtp.test',
};

/** A real SMTP server on a free port, with as much of RFC 5321 as a sender needs, and the faults that a test wants. */
export async function startSmtpServer(): Promise<TestSmtpServer> {
  const sockets = new Set<Socket>();
  const started: TestSmtpServer = {
    port: 0,
    mails: [],
    logins: [],
    script: () => undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    talk(socket, started);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(started, { port: (server.address() as AddressInfo).port });
}

function talk(socket: Socket, server: TestSmtpServer): void {
  let input = '';
  let from = '';
  let to: string[] = [];
  let data: string[] | undefined;
  const answer = (command: string, line: string): string | undefined => {
    const wanted = server.script(command, line);
    if (wanted === 'hang') return undefined;
    if (wanted === 'cut') {
      socket.destroy();
      return undefined;
    }
    const text =
      wanted ??
      (command === 'EHLO'
        ? '250-smtp.test\r\n250-8BITMIME\r\n250 AUTH PLAIN'
        : (FRIENDLY[command] ?? '502 what?'));
    socket.write(`${text}\r\n`);
    return text;
  };
  const onLine = (line: string) => {
    if (data !== undefined) {
      if (line !== '.') return void data.push(line.replace(/^\./, ''));
      const mail = { from, to, data: data.join('\r\n') };
      data = undefined;
      // Taken before the answer: a connection that is cut there leaves the sender in doubt.
      if (!/^[45]/.test(server.script('END', '') ?? '')) server.mails.push(mail);
      return void answer('END', '');
    }
    const command = line.slice(0, 4).toUpperCase();
    if (command === 'AUTH')
      server.logins.push(
        Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .slice(1),
      );
    const given = answer(command, line);
    if (given?.startsWith('2') === true && command === 'MAIL')
      [from, to] = [line.slice('MAIL FROM:'.length), []];
    if (given?.startsWith('2') === true && command === 'RCPT') to.push(line.slice('RCPT TO:'.length));
    if (given?.startsWith('354') === true) data = [];
    if (command === 'QUIT') socket.end();
  };
  socket.on('data', (chunk) => {
    input += chunk.toString('utf8');
    for (let end = input.indexOf('\r\n'); end >= 0; end = input.indexOf('\r\n')) {
      const line = input.slice(0, end);
      input = input.slice(end + 2);
      onLine(line);
    }
  });
  answer('GREETING', '');
}
