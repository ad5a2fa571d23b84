import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MailSettings } from '../../../src/config.js';
import { Outbox, openMailServer, queueReceipts } from '../../../src/mail/index.js';
import { createLogger } from '../../../src/ops/logging.js';
import { inTransaction } from '../../../src/store/database.js';
import { insertEntry } from '../../../src/store/form-entries.js';
import { listMails, type MailRow } from '../../../src/store/mails.js';
import { payOrder } from '../../../src/store/order-changes.js';
import { insertShop } from '../../../src/store/shops.js';
import type { OrderId, ShopId } from '../../../src/words.js';
import { collectLines } from '../../small/ops/line-stream.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { insertTestOrder, type TestOrder } from '../../support/orders.js';
import { startSmtpServer, type TestSmtpServer } from '../../support/smtp-server.js';
import { until } from '../../support/until.js';

const SHOP = '12345678' as ShopId;
let database: TestDatabase;
let smtp: TestSmtpServer;
const { stream, lines } = collectLines();
const logger = createLogger('debug', stream);
const running: Outbox[] = [];

beforeAll(async () => {
  smtp = await startSmtpServer();
});
afterAll(() => smtp.close());
beforeEach(async () => {
  database = await createTestDatabase();
  await insertShop(database.pool, { id: SHOP, label: 'Dupré & Fils' });
  smtp.script = () => undefined;
  smtp.mails.length = 0;
  lines.length = 0;
});
afterEach(async () => {
  for (const outbox of running.splice(0)) await outbox.stop();
  await database.drop();
});

function startOutbox(settings: Partial<MailSettings> | undefined = {}): Outbox {
  const server = openMailServer({
    host: '127.0.0.1',
    port: smtp.port,
    security: 'none',
    user: undefined,
    password: undefined,
    from: 'invoices@bordereau.example',
    ...settings,
  });
  return start({ server });
}

function start({ server }: { server: ReturnType<typeof openMailServer> | undefined }): Outbox {
  const outbox = new Outbox({ pool: database.pool, logger, server, retentionDays: 90 });
  running.push(outbox);
  outbox.start();
  return outbox;
}

/** Pays an order as payment/ does: the order becomes PAID and its receipts are queued in one transaction. */
async function pay(orderId: OrderId, attemptId: string = randomUUID()): Promise<void> {
  const paid = {
    orderId,
    amount: 12_050n,
    transactionId: 'T-1',
    paidAt: new Date('2026-11-26T10:00:00Z'),
    by: 'test',
  };
  await inTransaction(database.pool, async (client) => {
    await payOrder(client, paid);
    await queueReceipts(client, { orderId, attemptId }, logger);
  });
}

async function payNew(
  order: Partial<TestOrder>,
  entry?: { email?: string; language: 'en' | 'fr' },
): Promise<void> {
  const orderId = await insertTestOrder(database.pool, { shopId: SHOP, reference: 'FA-1', ...order });
  const attemptId = randomUUID();
  if (entry !== undefined) {
    await insertEntry(database.pool, {
      attempt_id: attemptId,
      order_id: orderId,
      session_hash: 'h',
      language: entry.language,
      receipt_email: entry.email ?? null,
      entries: {},
    });
  }
  await pay(orderId, attemptId);
}

const mails = () => listMails(database.pool, 100);
const decided = (state: MailRow['state']) =>
  until(`a mail is ${state}`, async () => (await mails()).find((mail) => mail.state === state));

/** The mail's parts, decoded as a mail program would. */
function decode(data: string): string {
  const unfolded = data.replace(/\r\n[ \t]+/g, ' ');
  const words = unfolded
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_all, text) => Buffer.from(text, 'base64').toString())
    .replace(/=\?UTF-8\?Q\?([^?]*)\?=/gi, (_all, text) => decodeQuoted(text.replaceAll('_', ' ')));
  return decodeQuoted(words.replace(/=\r\n/g, ''));
}

function decodeQuoted(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/g, (bytes) =>
    Buffer.from(bytes.replaceAll('=', ''), 'hex').toString(),
  );
}

test('a paid order is receipted to the merchant’s address and to the buyer’s, in the language that was paid in', async () => {
  await payNew(
    { receiptEmail: 'compta@exemple.example', description: 'Facture novembre', locale: 'fr_FR' },
    { email: 'buyer@example.com', language: 'en' },
  );
  startOutbox();
  await until('both are sent', async () => (await mails()).every(({ state }) => state === 'SENT'));
  expect(smtp.mails.flatMap(({ to }) => to).sort()).toEqual([
    '<buyer@example.com>',
    '<compta@exemple.example>',
  ]);
  for (const { data, from } of smtp.mails) {
    const text = decode(data);
    expect(from).toBe('<invoices@bordereau.example>');
    expect(text).toContain('From: Dupré & Fils <invoices@bordereau.example>');
    expect(text).toContain('Subject: [TEST] Receipt for invoice FA-1 - Dupré & Fils');
    expect(text).toContain('your payment of €120.50 to Dupré & Fils has been received');
    expect(text).toContain('Description: Facture novembre');
    expect(text).toContain('Transaction number: T-1');
    expect(text).toContain('Content-Type: text/html');
    expect(text).toContain('Auto-Submitted: auto-generated');
  }
});

test('an address that both named gets one mail, and an order without any gets none', async () => {
  await payNew({ receiptEmail: 'A@example.com' }, { email: 'a@example.com', language: 'fr' });
  await payNew({ reference: 'FA-2' });
  expect((await mails()).map(({ reference }) => reference)).toEqual(['FA-1']);
});

test('a payment without a form entry is receipted in the language of the order', async () => {
  await payNew({ receiptEmail: 'a@example.com', locale: 'fr_CA' });
  startOutbox();
  await decided('SENT');
  expect(decode(smtp.mails[0]?.data ?? '')).toContain('Reçu de la facture FA-1');
});

test('without a mail server the mail is kept with its words', async () => {
  await payNew({ receiptEmail: 'a@example.com' });
  start({ server: undefined });
  expect(await decided('KEPT')).toMatchObject({
    recipient: 'a@example.com',
    subject: '[TEST] Reçu de la facture FA-1 - Dupré & Fils',
    body_text: expect.stringContaining('120,50'),
    body_html: expect.stringContaining('Dupré &amp; Fils'),
  });
});

test('a payment that is rolled back leaves no mail', async () => {
  const orderId = await insertTestOrder(database.pool, {
    shopId: SHOP,
    reference: 'FA-1',
    receiptEmail: 'a@example.com',
  });
  await inTransaction(database.pool, async (client) => {
    await queueReceipts(client, { orderId, attemptId: randomUUID() }, logger);
    throw new Error('no payment');
  }).catch(() => undefined);
  expect(await mails()).toEqual([]);
});

test('a mail that cannot be queued does not stop the payment', async () => {
  await database.pool.query('DROP TABLE mails');
  const orderId = await insertTestOrder(database.pool, {
    shopId: SHOP,
    reference: 'FA-1',
    receiptEmail: 'a@example.com',
  });
  await pay(orderId);
  const { rows } = await database.pool.query('SELECT status FROM orders');
  expect(rows).toEqual([{ status: 'PAID' }]);
  expect(lines.join('')).toContain('a receipt could not be queued');
});

test('two outboxes send each mail once', async () => {
  for (let number = 1; number <= 40; number += 1)
    await payNew({ reference: `FA-${number}`, receiptEmail: `a${number}@example.com` });
  startOutbox();
  startOutbox();
  await until('all are sent', async () => (await mails()).every(({ state }) => state === 'SENT'));
  const recipients = smtp.mails.flatMap(({ to }) => to);
  expect(recipients).toHaveLength(40);
  expect(new Set(recipients).size).toBe(40);
});

test.each([
  ['the server is busy', 'RCPT', '451 later'],
  ['the login is refused', 'MAIL', '530 who are you'],
  ['the message is not taken yet', 'END', '452 no room'],
  ['the connection is cut', 'DATA', 'cut'],
] as const)(
  '%s: the mail waits for a later try, with the same Message-ID, and goes out once',
  async (_what, at, answer) => {
    await payNew({ receiptEmail: 'a@example.com' });
    smtp.script = (command) => (command === at ? answer : undefined);
    startOutbox();
    const failed = await until('a fault is noted', async () =>
      (await mails()).find(({ last_fault }) => last_fault !== null),
    );
    expect(failed).toMatchObject({ state: 'WAITING', tries: 1 });
    expect(failed.next_try_at.getTime()).toBeGreaterThan(Date.now() + 30_000);
    expect(smtp.mails).toEqual([]);

    smtp.script = () => undefined;
    await database.pool.query('UPDATE mails SET next_try_at = now()');
    await decided('SENT');
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]?.data).toContain(`Message-ID: <${failed.id}@bordereau.example>`);
  },
);

test('the waits grow, and after the last try the mail is given up', async () => {
  await payNew({ receiptEmail: 'a@example.com' });
  smtp.script = (command) => (command === 'RCPT' ? '451 later' : undefined);
  startOutbox();
  const waits: number[] = [];
  for (let tries = 1; tries <= 8; tries += 1) {
    const mail = await until(`try ${tries}`, async () =>
      (await mails()).find((row) => row.tries === tries && row.next_try_at.getTime() > Date.now()),
    );
    waits.push(Math.round((mail.next_try_at.getTime() - Date.now()) / 60_000));
    await until('its fault is noted', async () => (await mails())[0]?.last_fault);
    await database.pool.query('UPDATE mails SET next_try_at = now(), last_fault = NULL');
  }
  expect(waits).toEqual([1, 5, 15, 60, 180, 360, 720, 1440]);
  expect(await decided('FAILED')).toMatchObject({ tries: 9, last_fault: 'EENVELOPE RCPT TO 451' });
});

test('a recipient that is refused for good is given up at once, and the others get theirs', async () => {
  await payNew({ receiptEmail: 'gone@example.com' }, { email: 'here@example.com', language: 'fr' });
  smtp.script = (_command, line) => (line.includes('gone@') ? '550 no such user' : undefined);
  startOutbox();
  expect(await decided('FAILED')).toMatchObject({
    recipient: 'gone@example.com',
    last_fault: 'EENVELOPE RCPT TO 550',
  });
  expect(await decided('SENT')).toMatchObject({ recipient: 'here@example.com' });
  expect(lines.join('')).not.toContain('gone@');
});

test('a server that accepts and never answers holds up no stop', async () => {
  await payNew({ receiptEmail: 'a@example.com' });
  smtp.script = (command) => (command === 'GREETING' ? 'hang' : undefined);
  const outbox = startOutbox();
  await until('it is tried', async () => (await mails())[0]?.tries === 1);
  const started = performance.now();
  await outbox.stop();
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await mails()).toMatchObject([{ state: 'WAITING', tries: 1 }]);
});

test('user and password of the settings are shown to the server', async () => {
  await payNew({ receiptEmail: 'a@example.com' });
  startOutbox({ user: 'bordereau', password: 'geheim' });
  await decided('SENT');
  expect(smtp.logins).toContain('bordereau\0geheim');
});

test('nothing that a merchant or a buyer writes becomes a header', async () => {
  const evil = 'Evil\r\nBcc: victim@example.com\r\n\r\n<b>x</b>';
  await database.pool.query('UPDATE shops SET label = $1', [evil]);
  await payNew(
    { receiptEmail: 'a@example.com', description: `d\nBcc: victim@example.com` },
    { language: 'en' },
  );
  startOutbox();
  await decided('SENT');
  const [mail] = smtp.mails;
  expect(mail?.to).toEqual(['<a@example.com>']);
  const [head = '', ...body] = (mail?.data ?? '').split('\r\n\r\n');
  expect(head).not.toMatch(/^Bcc:/im);
  expect(head.match(/^Subject:/gim)).toHaveLength(1);
  expect(decode(body.join('\r\n\r\n'))).toContain('&lt;b&gt;x&lt;/b&gt;');
});

test('what was decided long ago is removed, and what was typed for payments that never came', async () => {
  await payNew({ receiptEmail: 'a@example.com' });
  await payNew({ reference: 'FA-2', receiptEmail: 'a@example.com' });
  const unpaid = await insertTestOrder(database.pool, { shopId: SHOP, reference: 'FA-3' });
  const entry = { session_hash: 'h', language: 'fr', receipt_email: null, entries: {} } as const;
  await insertEntry(database.pool, { ...entry, attempt_id: randomUUID(), order_id: unpaid });
  await database.pool.query(
    `UPDATE mails SET state = 'SENT', decided_at = now() - interval '91 days' WHERE order_id = (SELECT id FROM orders WHERE reference = 'FA-2')`,
  );
  await database.pool.query(`UPDATE form_entries SET created_at = now() - interval '91 days'`);
  startOutbox();
  await until('they are gone', async () => {
    const { rows } = await database.pool.query('SELECT 1 FROM form_entries');
    return rows.length === 0 && (await mails()).length === 1;
  });
  expect(await mails()).toMatchObject([{ reference: 'FA-1' }]);
});
