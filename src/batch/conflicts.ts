import type { PoolClient } from 'pg';
import type { BatchRow } from '../store/batches.js';
import { type Conflict, findTakenReferences, findUncancellable } from '../store/staged-checks.js';
import type { Finding, FindingList } from '../validation/index.js';

/** Adds what the staged records contradict among the orders of their shop and mode. */
export async function addConflicts(
  client: PoolClient,
  batch: BatchRow,
  findings: FindingList,
): Promise<void> {
  const line = { id: batch.id, shopId: batch.shop_id, mode: batch.mode };
  for await (const taken of findTakenReferences(client, line)) findings.add(takenFinding(taken));
  for await (const conflict of findUncancellable(client, line)) findings.add(uncancellableFinding(conflict));
}

function takenFinding({ record, line, reference, batch_number }: Conflict): Finding {
  const params = batch_number === null ? {} : { batchNumber: batch_number };
  return { code: 'REFERENCE_EXISTS', record, line, field: 'reference', value: reference, params };
}

function uncancellableFinding({ record, line, reference, status }: Conflict): Finding {
  const place = { record, line, field: 'reference', value: reference };
  if (status === null) return { code: 'REFERENCE_UNKNOWN', ...place };
  return { code: 'ORDER_NOT_WAITING', ...place, params: { status } };
}
