import type { Pool } from 'pg';
import type { LookUpLimits } from '../../config.js';
import type { PayableOrder } from '../../store/form-lookups.js';
import type { Language, Mode, ShopId } from '../../words.js';

/** What the form asks of the payments. */
export interface FormPayments {
  begin(
    order: PayableOrder,
    buyer: { readonly language: Language; readonly email: string | undefined },
  ): Promise<{ readonly attemptId: string; readonly page: string } | { readonly refused: string }>;
  find(attemptId: string): Promise<{ readonly state: string } | undefined>;
  canPay(shop: ShopId, mode: Mode): Promise<boolean>;
}

/** What the payment form is made from. */
export interface FormParts {
  readonly pool: Pool;
  readonly payments: FormPayments;
  /** SECRET of the installation: signs sessions and tokens */
  readonly secret: Buffer;
  /** what payment addresses begin with; known only once the web server listens */
  readonly publicUrl: () => string;
  readonly limits: LookUpLimits;
}
