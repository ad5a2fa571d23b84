import type { Pool } from 'pg';
import type { Logger } from '../ops/logging.js';
import { Outage } from '../ops/outage.js';
import { isDatabaseAway } from '../store/faults.js';
import { deleteOldEntries } from '../store/form-entries.js';
import {
  claimDueMails,
  type DueMail,
  decideMail,
  deleteOldMails,
  findPaidOrder,
  keepWords,
  noteFault,
} from '../store/mails.js';
import { joinLines, type Words, writeReceipt } from './receipt.js';
import type { MailServer } from './smtp.js';
import { DELAYS, isLastTry } from './states.js';

export interface OutboxParts {
  readonly pool: Pool;
  readonly logger: Logger;
  /** undefined: no server is configured, and mails are kept for the operator */
  readonly server: MailServer | undefined;
  /** days that decided mails, and what was typed for payments that never came, are kept */
  readonly retentionDays: number;
}

/** Milliseconds between two looks for due mails. */
const LOOK = 1_000;
/** Mails that are taken in hand at once. */
const PORTION = 10;
const HOUR = 3_600_000;

/** Sends what is due, one look after the other, until it is stopped. Several processes may do so at once. */
export class Outbox {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;
  private tidied = Number.NEGATIVE_INFINITY;
  private readonly failing: Outage;
  private readonly serverAway: Outage;

  constructor(private readonly parts: OutboxParts) {
    const { logger } = parts;
    this.failing = new Outage(logger, {
      begins: 'mails cannot be looked for now',
      ends: 'mails can be looked for again',
    });
    this.serverAway = new Outage(logger, {
      begins: 'a mail could not be sent, tried again later',
      ends: 'mails can be sent again',
    });
  }

  start(): void {
    this.running = this.look().finally(() => {
      if (!this.stopped) this.timer = setTimeout(() => this.start(), LOOK);
    });
  }

  /** Takes nothing more in hand; mails that are on their way are cut off and tried again later. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.parts.server?.close();
    await this.running;
  }

  private async look(): Promise<void> {
    try {
      await this.sendDue();
      await this.tidy();
      this.failing.end();
    } catch (error) {
      // The expiry of orders, which runs beside it, says that the database is away: once is enough.
      if (isDatabaseAway(error)) this.parts.logger.debug('mails wait for the database', { error });
      else this.failing.begin(error);
    }
  }

  /** One portion after the other, until nothing is due. */
  private async sendDue(): Promise<void> {
    while (!this.stopped) {
      const mails = await claimDueMails(this.parts.pool, PORTION, DELAYS);
      if (mails.length === 0) return;
      await Promise.all(mails.map((mail) => this.sendAlone(mail)));
    }
  }

  /** One mail that cannot be written must not hold up the others. */
  private async sendAlone(mail: DueMail): Promise<void> {
    const { pool, logger } = this.parts;
    try {
      await this.send(mail);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      logger.error('a mail could not be written', { ...fieldsOf(mail), error });
      if (isLastTry(mail.tries)) await decideMail(pool, mail.id, 'FAILED', 'INTERNAL');
      else await noteFault(pool, mail.id, 'INTERNAL');
    }
  }

  private async send(mail: DueMail): Promise<void> {
    const { pool, server, logger } = this.parts;
    const fields = fieldsOf(mail);
    const words = await this.wordsOf(mail);
    if (words === undefined) {
      await decideMail(pool, mail.id, 'FAILED', 'the order is not PAID');
      return;
    }
    if (server === undefined) {
      if (await decideMail(pool, mail.id, 'KEPT', undefined))
        logger.info('mail kept: no mail server is set', fields);
      return;
    }
    const sending = await server.send({
      id: mail.id,
      fromName: words.fromName,
      to: mail.recipient,
      subject: words.subject,
      text: words.text,
      html: words.html,
    });
    if (sending.sent) {
      this.serverAway.end();
      if (await decideMail(pool, mail.id, 'SENT', undefined)) logger.info('mail sent', fields);
    } else if (sending.passing && !isLastTry(mail.tries)) {
      this.serverAway.begin(undefined, { ...fields, fault: sending.fault });
      await noteFault(pool, mail.id, sending.fault);
    } else {
      logger.error('a mail could not be sent and is given up', { ...fields, fault: sending.fault });
      await decideMail(pool, mail.id, 'FAILED', sending.fault);
    }
  }

  /** What was written with the first try, or is written now. */
  private async wordsOf(mail: DueMail): Promise<(Words & { fromName: string }) | undefined> {
    const { pool } = this.parts;
    const order = await findPaidOrder(pool, mail.order_id);
    if (order === undefined) return undefined;
    const fromName = joinLines(order.label);
    if (mail.subject !== null && mail.body_text !== null && mail.body_html !== null)
      return { subject: mail.subject, text: mail.body_text, html: mail.body_html, fromName };
    const words = writeReceipt(order, mail.language);
    await keepWords(pool, mail.id, words);
    return { ...words, fromName };
  }

  private async tidy(): Promise<void> {
    if (performance.now() - this.tidied < HOUR) return;
    this.tidied = performance.now();
    await deleteOldMails(this.parts.pool, this.parts.retentionDays);
    await deleteOldEntries(this.parts.pool, this.parts.retentionDays);
  }
}

/** For the log: no address is among them. */
function fieldsOf({ id, shop_id, mode, order_id, tries }: DueMail): Record<string, unknown> {
  return { mail: id, shop: shop_id, mode, order: order_id, tries };
}
