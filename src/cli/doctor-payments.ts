import type { Office } from '../app.js';
import { openPayments } from '../app-payment.js';
import { readSurplus } from '../store/due-attempts.js';
import { listAlerts } from '../store/payment-alerts.js';
import { listShops } from '../store/shops.js';

/** Days that an alert is shown: whoever looks once a week sees every one. */
const ALERT_DAYS = 7;
/** Alerts that are spelled out. */
const SHOWN = 5;
/** Seconds after which money that is to be given back should have been. */
const LATE = 86_400;

export type Report = (what: string, check: () => Promise<string>) => Promise<void>;

/** Asks every gateway whether it takes our credentials, and tells what a person has to look at. */
export async function examinePayments(office: Office, report: Report): Promise<void> {
  const { pool, config } = office;
  const { gateways, close } = await openPayments(office);
  const shops = new Map((await listShops(pool)).map((shop) => [shop.id, shop]));
  for (const { line, gateway } of gateways.configured)
    await report(`gateway of ${line.shopId} ${line.mode}`, async () => {
      if (!shops.has(line.shopId)) throw new Error(`there is no shop ${line.shopId}: bordereau shop add`);
      const well = await gateway.check();
      if (line.mode === 'PRODUCTION' && config.publicUrl?.startsWith('https:') !== true)
        throw new Error(
          `${well}, but it cannot notify us: set publicUrl to the https address of the payment form`,
        );
      return well;
    });
  close();
  for (const { id, production_active } of shops.values())
    if (production_active && gateways.of({ shopId: id, mode: 'PRODUCTION' }) === undefined)
      await report(`gateway of ${id} PRODUCTION`, async () => {
        throw new Error('none is configured, so its PRODUCTION form is closed: add it to gateways');
      });

  await report('money to give back', async () => {
    const { payments, oldest } = await readSurplus(pool);
    const age = Math.round(oldest);
    if (age > LATE)
      throw new Error(`${payments} not given back, the oldest for ${age} s: see the log of the worker`);
    return payments === 0 ? 'none' : `${payments}, the oldest for ${age} s`;
  });
  await report('payment alerts', async () => {
    const alerts = await listAlerts(pool, ALERT_DAYS);
    if (alerts.length === 0) return `none in ${ALERT_DAYS} days`;
    const shown = alerts
      .slice(0, SHOWN)
      .map(
        ({ kind, shop_id, mode, transaction_id, raised_at }) =>
          `${kind} shop ${shop_id} ${mode} transaction ${transaction_id ?? 'unknown'} at ${raised_at.toISOString()}`,
      );
    throw new Error(`${alerts.length} in ${ALERT_DAYS} days, see the runbook: ${shown.join('; ')}`);
  });
}
