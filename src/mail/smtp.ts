import { createTransport } from 'nodemailer';
import type { MailSettings } from '../config.js';

/** A mail as it leaves. */
export interface Letter {
  /** of the mail, for its Message-ID: the same with every try */
  readonly id: string;
  /** the merchant's name, shown beside the sender's address */
  readonly fromName: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What became of a try; a `passing` fault is worth another one. `fault` is numbers and codes, no address. */
export type Sending =
  | { readonly sent: true }
  | { readonly sent: false; readonly passing: boolean; readonly fault: string };

export interface MailServer {
  send(letter: Letter): Promise<Sending>;
  /** Asks the server whether it lets us in; throws what it answers. */
  verify(): Promise<void>;
  /** Waits for no answer any more: mails on their way count as not sent. */
  close(): void;
}

/** Milliseconds; all of them together end before the next try of the same mail begins. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

/** Speaks SMTP with the server of the settings; a connection is made per mail. */
export function openMailServer(settings: MailSettings): MailServer {
  const { host, port, security, user, password, from } = settings;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...TIMEOUTS,
    // A message is made of what we give; nothing in it may make nodemailer open files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const closing = new AbortController();
  return {
    async send({ id, fromName, to, subject, text, html }) {
      try {
        const sending = transport.sendMail({
          from: { name: fromName, address: from },
          // As an object it is one address whatever it holds; as a text it could be a list.
          to: { name: '', address: to },
          messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        await untilAborted(sending, closing.signal);
        return { sent: true };
      } catch (error) {
        return describeFault(error);
      }
    },
    async verify() {
      await transport.verify();
    },
    close() {
      closing.abort();
      transport.close();
    },
  };
}

/** Not a race against one long promise, which would remember every mail that ever ran against it. */
function untilAborted(sending: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new ClosedError('the outbox is stopping'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    sending.then(() => resolve(), reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** We stop before the server has answered; nodemailer cannot be told to let go of a connection. */
class ClosedError extends Error {
  override readonly name = 'ClosedError';
  readonly code = 'CLOSED';
  readonly retryable = true;
}

/**
 * Decided by the answer's number (RFC 5321, 4.2.1): 5yz to the recipient or the message is for good. Everything else
 * passes: 4yz, a server that is away, and a login or sender that is refused, which the operator will set right.
 */
function describeFault(error: unknown): Sending {
  const {
    code = 'UNKNOWN',
    command,
    responseCode,
  } = error as {
    code?: string;
    command?: string;
    responseCode?: number;
  };
  const final =
    (command === 'RCPT TO' || command === 'DATA') && responseCode !== undefined && responseCode >= 500;
  // The server's own words may repeat the address; numbers do not.
  const fault = [code, command, responseCode].filter((part) => part !== undefined).join(' ');
  return { sent: false, passing: !final, fault };
}
