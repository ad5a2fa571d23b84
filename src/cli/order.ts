import type { Command } from 'commander';
import { describeOrder, isOrderStatus, ORDER_STATUSES } from '../orders/index.js';
import { findOrder, listOrders } from '../store/orders.js';
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
    .option('--status <status>', 'with this status only, e.g. WAITING')
    .option('--limit <rows>', 'at most so many', '50')
    .option('--json', 'as JSON')
    .action(async (options: { shop?: string; status?: string; limit: string; json?: true }) => {
      const shopId = options.shop === undefined ? undefined : parseShop(options.shop);
      const status = options.status === undefined ? undefined : parseStatus(options.status);
      const limit = parseLimit(options.limit);
      await withOffice(async ({ pool }) => {
        const orders = await listOrders(pool, { shopId, status, limit });
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
    .description('one order')
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
        if (options.json) return printJson(described);
        for (const [key, value] of Object.entries(described)) {
          print(`${key.padEnd(16)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
        }
      });
    });
}
