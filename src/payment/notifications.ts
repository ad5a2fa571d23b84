import type { Line } from '../words.js';
import type { PaymentContext } from './context.js';
import type { Fields, Gateway } from './gateway.js';
import { type Settled, settle } from './settle.js';

/** What became of a notification: of what it told, or why it was not listened to. */
export type Taken = Settled | 'FORGED' | 'UNREADABLE';

/**
 * Takes what claims to be a notification of a line's gateway: verified, compared, settled. It may come early, late,
 * twice, or from somebody else.
 */
export async function takeNotification(
  context: PaymentContext,
  { gateway, line }: { readonly gateway: Gateway; readonly line: Line },
  fields: Fields,
): Promise<Taken> {
  const message = gateway.readNotification(fields);
  const taken = 'refused' in message ? message.refused : await settleAll(context, { gateway, line }, message);
  context.metrics.countNotification(gateway.name, taken);
  if ('refused' in message)
    context.logger.warn('a notification is not believed', {
      gateway: gateway.name,
      shop: line.shopId,
      mode: line.mode,
      refused: message.refused,
      reason: message.reason,
    });
  return taken;
}

/** A message may tell of several transactions; what is wrong with one of them is what the sender shall hear of. */
async function settleAll(
  context: PaymentContext,
  { gateway, line }: { readonly gateway: Gateway; readonly line: Line },
  { told }: { readonly told: readonly Parameters<typeof settle>[2][] },
): Promise<Settled> {
  const settled: Settled[] = [];
  for (const one of told) settled.push(await settle(context, { gateway, line, way: 'notification' }, one));
  return (
    settled.find((one) => one === 'CONTRADICTION' || one === 'UNKNOWN') ??
    settled.find((one) => one !== 'NOTHING_NEW') ??
    'NOTHING_NEW'
  );
}
