import type { Payments } from '../../payment/index.js';

/** What the gateways' pages and addresses are made from, beside the form's parts. */
export interface GatewayParts {
  readonly payments: Pick<Payments, 'openPage' | 'takeNotification' | 'takeReturn' | 'simulate'>;
  /** seconds after which the simulator's late notification comes */
  readonly lateSeconds: number;
}
