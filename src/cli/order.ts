import type { Command } from 'commander';
import { cancelByHand } from '../by-hand/index.js';
import {
  type DescribedEvent,
  describeEvents,
  describeOrder,
  isOrderStatus,
  ORDER_STATUSES,
} from '../orders/index.js';
import { type DescribedAttempt, describeAttempts } from '../payment/index.js';
import { listAttempts } from '../store/attempts.js';
import { readOrderEvents } from '../store/order-events.js';
import { findOrder, listOrders } from '../store/orders.js';
import { renderFinding } from '../validation/index.js';
import { addOrderAddCommand } from './order-add.js';
import {
  parseLimit,
  parseMode,
  parseShop,
  print,
  printJson,
  printTable,
  UsageError,
  withOffice,
} from './session.js';

interface ListOptions {
  readonly shop?: string;
  readonly mode?: string;
  readonly status?: string;
  readonly limit: string;
  readonly json?: true;
}

function parseStatus(text: string): string {
  const status = text.toUpperCase();
  if (!isOrderStatus(status)) throw new UsageError(`"${text}" is no status: ${ORDER_STATUSES.join(', ')}`);
  return status;
}

export function addOrderCommands(program: Command, setExitCode: (code: number) => void): void {
  const order = program.command('order').description('payment orders');

  order
    .command('list')
    .description('the latest orders')
    .option('--shop <number>', 'of this shop only')
    .option('--mode <mode>', 'in this mode only, TEST or PRODUCTION')
    .option('--status <status>', 'with this status only, e.g. WAITING')
    .option('--limit <rows>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (options: ListOptions) => {
      const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
      const mode = options.mode === undefined ? undefined : parseMode(options.mode);
      const status = options.status === undefined ? undefined : parseStatus(options.status);
      const limit = parseLimit(options.limit);
      await withOffice(async ({ pool }) => {
        const orders = await listOrders(pool, { shopId, mode, status, limit });
        if (options.json) return printJson(orders.map(describeOrder));
        printTable(
          ['shop', 'mode', 'reference', 'status', 'amount', 'currency', 'expires', 'batch'],
          orders.map((row) => [
            row.shop_id,
            row.mode,
            row.reference,
            row.status,
            row.amount.toString(),
            row.currency,
            row.expires_at.toISOString(),
            row.batch_number === null ? '' : String(row.batch_number),
          ]),
          'No order yet.',
        );
      });
    });

  order
    .command('show <shop> <mode> <reference>')
    .description('one order and what happened to it')
    .option('--json', 'as JSON')
    .action(async (shop: string, mode: string, reference: string, options: { json?: true }) => {
      const line = { shopId: parseShop(shop), mode: parseMode(mode) };
      await withOffice(async ({ pool }) => {
        const row = await findOrder(pool, line.shopId, line.mode, reference);
        if (row === undefined) {
          setExitCode(1);
          process.stderr.write(`shop ${line.shopId} has no ${line.mode} order ${reference}\n`);
          return;
        }
        const described = describeOrder(row);
        const events = describeEvents(row, await readOrderEvents(pool, row.id));
        const attempts = describeAttempts(await listAttempts(pool, row.id));
        if (options.json) return printJson({ ...described, events, attempts });
        for (const [key, value] of Object.entries(described)) {
          print(`${key.padEnd(16)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
        }
        for (const event of events) print(`  ${event.at}  ${event.what} by ${event.by}${detailsOf(event)}`);
        for (const attempt of attempts)
          print(`  ${attempt.begunAt}  attempt ${attempt.id} ${writeAttempt(attempt)}`);
      });
    });

  order
    .command('cancel <shop> <mode> <reference>')
    .description('cancel a WAITING order')
    .action(async (shop: string, mode: string, reference: string) => {
      const line = { shopId: parseShop(shop), mode: parseMode(mode) };
      await withOffice(async ({ context }) => {
        const refused = await cancelByHand(context, line, reference);
        if (refused === undefined) return print(`The order ${reference} is cancelled.`);
        setExitCode(1);
        process.stderr.write(`${renderFinding(refused, 'en')}\n`);
      });
    });

  addOrderAddCommand(order, setExitCode);
}

function writeAttempt({ state, gateway, transactionId, late, surplusReason }: DescribedAttempt): string {
  const details = [
    gateway,
    ...(transactionId === undefined ? [] : [`transaction ${transactionId}`]),
    ...(late === undefined ? [] : ['late: the order had expired']),
    ...(surplusReason === undefined ? [] : [`surplus: ${surplusReason}`]),
  ];
  return `${state} (${details.join(', ')})`;
}

function detailsOf({ amount, transactionId, refusedAttempts, statusReport }: DescribedEvent): string {
  const details = [
    ...(amount === undefined ? [] : [`amount ${amount}`]),
    ...(transactionId === undefined ? [] : [`transaction ${transactionId}`]),
    ...(refusedAttempts === undefined ? [] : [`attempt ${refusedAttempts}`]),
    ...(statusReport === undefined ? [] : [`told in status report ${statusReport}`]),
  ];
  return details.length === 0 ? '' : ` (${details.join(', ')})`;
}
