import type { Office } from '../app.js';
import { openPayments } from '../app-payment.js';
import { findForm } from '../store/payment-forms.js';
import type { ShopId } from '../words.js';

/** What a shop lacks for PRODUCTION, one sentence each that says what to do. */
export async function findObstacles(office: Office, shopId: ShopId): Promise<readonly string[]> {
  const { payments, close } = await openPayments(office);
  close();
  const obstacles: string[] = [];
  if ((await findForm(office.pool, shopId)) === undefined)
    obstacles.push(`its payment form is not configured: bordereau shop form ${shopId} FILE`);
  if (!(await payments.canPay(shopId, 'PRODUCTION')))
    obstacles.push('it has no gateway for PRODUCTION: add one to gateways in the configuration file');
  return obstacles;
}
