import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Inspection, inspectRequest } from '../batch/index.js';
import { rulesOf, settingsOf } from '../shops/index.js';
import { findTaken, insertOrder } from '../store/by-hand-orders.js';
import { findOrder, type OrderRow } from '../store/orders.js';
import { findShop, type ShopRow } from '../store/shops.js';
import type { Finding, MoreFindings, ValidRecord } from '../validation/index.js';
import type { Line, OrderId } from '../words.js';
import { type ByHandContext, OPERATOR } from './context.js';

/** REFUSED: with every finding. CANCELS: the record asks for a cancellation, which makes no order. */
export type Added =
  | { readonly outcome: 'ADDED'; readonly order: OrderRow }
  | {
      readonly outcome: 'REFUSED';
      readonly findings: readonly Finding[];
      readonly more: readonly MoreFindings[];
    }
  | { readonly outcome: 'CANCELS' }
  | { readonly outcome: 'SHOP_UNKNOWN' };

/** A batch that held the reference may be rejected between our try and our look: then the next try succeeds. */
const TRIES = 3;

/**
 * Makes one order from a record in JSON, under the rules of files and with their findings: the record goes through the
 * same pass as a file of one record. The order is visible at once. Of two of the same reference one is made, and the
 * other one is refused with REFERENCE_EXISTS, also when the first belongs to a batch that nobody sees yet.
 */
export async function addOrder(context: ByHandContext, line: Line, recordText: string): Promise<Added> {
  const shop = await findShop(context.pool, line.shopId);
  if (shop === undefined) return { outcome: 'SHOP_UNKNOWN' };
  if (line.mode === 'PRODUCTION' && !shop.production_active) {
    return { outcome: 'REFUSED', findings: [{ code: 'PRODUCTION_NOT_ACTIVE' }], more: [] };
  }
  const { inspection, valid, reference } = await inspectRecord(context, line, shop, recordText);
  if (valid === undefined || inspection.findings.total > 0) {
    const taken = reference === undefined ? undefined : await findTakenFinding(context, line, reference);
    const findings = inspection.findings.kept.map(withoutPlace);
    const { more } = inspection.findings;
    return { outcome: 'REFUSED', findings: taken === undefined ? findings : [...findings, taken], more };
  }
  if (valid.action === 'CANCEL') return { outcome: 'CANCELS' };
  const order = { ...valid, id: randomUUID() as OrderId };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (await insertOrder(context.pool, line, order, OPERATOR)) return added(context, line, order.reference);
    const taken = await findTakenFinding(context, line, order.reference);
    if (taken !== undefined) return { outcome: 'REFUSED', findings: [taken], more: [] };
  }
  throw new Error(`the reference ${order.reference} is taken by an order that is not there`);
}

async function added(context: ByHandContext, line: Line, reference: string): Promise<Added> {
  const order = await findOrder(context.pool, line.shopId, line.mode, reference);
  if (order === undefined) throw new Error(`the order ${reference} was made and is not there`);
  context.metrics.countOrders('created', 1);
  context.logger.info('order added by hand', { shop: line.shopId, mode: line.mode, order: order.id });
  return { outcome: 'ADDED', order };
}

interface Inspected {
  readonly inspection: Inspection;
  readonly valid: ValidRecord | undefined;
  /** Of a record that is refused for something else. */
  readonly reference: string | undefined;
}

async function inspectRecord(
  context: ByHandContext,
  line: Line,
  shop: ShopRow,
  recordText: string,
): Promise<Inspected> {
  const header = JSON.stringify({ shop: line.shopId, mode: line.mode });
  const text = Buffer.from(`{"header":${header},"orders":[\n${recordText}\n]}`);
  let valid: ValidRecord | undefined;
  let reference: string | undefined;
  const inspection = await inspectRequest(
    { open: () => Readable.from([text]), fileName: 'order.json', size: text.length, ...line },
    {
      rules: rulesOf(settingsOf(shop), line.shopId),
      limits: { ...context.limits, records: 1 },
      now: new Date(),
      onValid: (record) => {
        valid = record;
        return undefined;
      },
      onRefused: (record) => {
        reference = record.reference;
        return undefined;
      },
    },
  );
  return { inspection, valid, reference };
}

/** There is one record, and the line before it is ours: of broken JSON, the line is that of the text as given. */
function withoutPlace({ record: _record, line, pointer, ...finding }: Finding): Finding {
  const inText = finding.code === 'FILE_SYNTAX' && line !== undefined ? { line: Math.max(1, line - 1) } : {};
  const own = pointer?.startsWith('/orders/0/') ? { pointer: pointer.slice('/orders/0'.length) } : {};
  return { ...finding, ...inText, ...own };
}

async function findTakenFinding(
  { pool }: ByHandContext,
  line: Line,
  reference: string,
): Promise<Finding | undefined> {
  const taken = await findTaken(pool, line, reference);
  if (taken === undefined) return undefined;
  const params = taken.batch_number === null ? {} : { batchNumber: taken.batch_number };
  return { code: 'REFERENCE_EXISTS', field: 'reference', value: reference, params };
}
