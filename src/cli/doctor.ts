import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Pool } from 'pg';
import type { Office } from '../app.js';
import type { Config, RemoteMailboxSettings } from '../config.js';
import { examineMailbox } from '../exchange/index.js';
import { openMailServer } from '../mail/index.js';
import { withDeadline } from '../ops/deadline.js';
import { createLogger } from '../ops/logging.js';
import { describeError } from '../ops/redact.js';
import { readOldestUnanswered } from '../store/batches.js';
import { readWaitingDeliveries } from '../store/deliveries.js';
import { listShops } from '../store/shops.js';
import { readReportsWaiting } from '../store/status-reports.js';
import { type Line, MODES } from '../words.js';
import { examinePayments } from './doctor-payments.js';
import { print, readConfig } from './session.js';

/** A file without its answer for so many seconds means that no worker is at work, or that one is in trouble. */
const LATE = 600;

export function addDoctorCommand(program: Command, setExitCode: (code: number) => void): void {
  program
    .command('doctor')
    .description('check the configuration, database, queue and directories; say what is wrong and what to do')
    .action(async () => {
      let well = true;
      const report = async (what: string, check: () => Promise<string>) => {
        try {
          print(`well   ${what}: ${await check()}`);
        } catch (error) {
          well = false;
          print(`WRONG  ${what}: ${describeError(error)}`);
        }
      };
      await examine(report);
      print(well ? 'All is well.' : 'Something is wrong: see the lines marked WRONG.');
      setExitCode(well ? 0 : 1);
    });
}

async function examine(report: (what: string, check: () => Promise<string>) => Promise<void>): Promise<void> {
  let config: ReturnType<typeof readConfig> | undefined;
  await report('configuration', async () => {
    config = readConfig();
    return config.configFile ?? 'environment and defaults';
  });
  if (config === undefined) return;
  const known = config;
  let office: Office | undefined;
  await report('database and queue', async () => {
    const { openOffice } = await import('../app.js');
    office = await openOffice(known, createLogger('error'));
    await office.parts.ping();
    const database = known.databaseUrl === undefined ? 'embedded PostgreSQL' : 'PostgreSQL at DATABASE_URL';
    return `${database}, ${known.redisUrl === undefined ? 'queue in the same' : 'queue in Redis at REDIS_URL'}`;
  });
  if (office === undefined) return;
  const { pool, tree, close } = office;
  try {
    for (const shop of await listShops(pool)) {
      for (const mode of MODES) {
        const line: Line = { shopId: shop.id, mode };
        if (mode === 'PRODUCTION' && !shop.production_active) continue;
        await report(`shop ${shop.id} ${mode}`, async () => {
          await tree.prepare(line);
          const claims = (await readdir(tree.claimDirectory(line))).length;
          const waiting = (await readdir(tree.dropDirectory(line, 'in'))).length;
          return `${waiting} files in in/, ${claims} in hand`;
        });
      }
    }
    for (const settings of known.remoteMailboxes) {
      const { shopId, mode } = settings.line;
      await report(`mailbox of ${shopId} ${mode}`, () => examineRemote(pool, settings));
    }
    await report('mail', () => examineMail(known));
    await examinePayments(office, report);
    await report('answers', async () => {
      const age = Math.round(await readOldestUnanswered(pool));
      if (age > LATE)
        throw new Error(`the oldest file has waited ${age} s for its answer: is a worker running?`);
      return age === 0 ? 'every file has its answer' : `the oldest file waits for ${age} s`;
    });
    await report('status reports', async () => {
      const { reports, oldest } = await readReportsWaiting(pool);
      const age = Math.round(oldest);
      if (age > LATE)
        throw new Error(
          `${reports} could not be delivered, the oldest for ${age} s: see the log of the worker`,
        );
      return reports === 0 ? 'all are delivered' : `${reports} wait, the oldest for ${age} s`;
    });
  } finally {
    await close();
  }
}

/** What waits for the server is told whether it can be reached or not. */
async function examineRemote(pool: Pool, settings: RemoteMailboxSettings): Promise<string> {
  const { deliveries, oldest, lastFault } = await readWaitingDeliveries(pool, settings.line);
  const waiting =
    deliveries === 0
      ? 'nothing waits to be delivered'
      : `${deliveries} ${deliveries === 1 ? 'delivery waits' : 'deliveries wait'}, the oldest for ${Math.round(oldest)} s${lastFault === null ? '' : ` (${lastFault})`}`;
  try {
    return `${await examineMailbox(settings)}; ${waiting}`;
  } catch (error) {
    throw new Error(`${describeError(error)}; ${waiting}`);
  }
}

/** Milliseconds: a mail server that is well greets sooner. */
const MAIL_DEADLINE = 15_000;

async function examineMail({ mail }: Config): Promise<string> {
  if (mail === undefined) return 'no mail server is set: receipts are kept, see /ops/mails';
  const server = openMailServer(mail);
  try {
    await withDeadline(server.verify(), MAIL_DEADLINE, `the mail server ${mail.host}`);
  } finally {
    server.close();
  }
  return `${mail.host}:${mail.port} lets us in`;
}
