import { writeJson } from './exact-json.js';
import type { StatusInput } from './status-input.js';
import { describeReported } from './status-order.js';
import { StatusTotals } from './status-totals.js';

/** A status report in JSON, in pieces: what it is, then its orders, each on a line of its own, then count and sums. */
export async function* statusText({ report, orders }: StatusInput): AsyncGenerator<string> {
  const head = {
    number: report.number,
    kind: report.kind,
    shop: report.shopId,
    mode: report.mode,
    createdAt: report.createdAt.toISOString(),
    timeZone: report.timeZone,
  };
  yield `{"report":${writeJson(head)},\n"orders":[`;
  const totals = new StatusTotals();
  let separator = '\n';
  for await (const order of orders) {
    totals.add(order);
    yield separator + writeJson(describeReported(order, report));
    separator = ',\n';
  }
  totals.expectCount(report.records);
  yield `\n],\n"totals":${writeJson({ count: totals.count, sums: totals.sums })}}\n`;
}
