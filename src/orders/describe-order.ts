import type { OrderRow } from '../store/orders.js';

/** An order as commands and answers in JSON show it; amounts are exact integers of the smallest unit. */
export function describeOrder(order: OrderRow): Record<string, unknown> {
  const described = {
    id: order.id,
    shop: order.shop_id,
    mode: order.mode,
    reference: order.reference,
    status: order.status,
    amount: Number(order.amount),
    currency: order.currency,
    description: order.description,
    expiresAt: order.expires_at.toISOString(),
    locale: order.locale,
    receiptEmail: order.receipt_email,
    merchantComment: order.merchant_comment,
    taxAmount: order.tax_amount === null ? null : Number(order.tax_amount),
    taxRate: order.tax_rate,
    customer: order.customer,
    metadata: order.metadata,
    createdAt: order.created_at.toISOString(),
    batchNumber: order.batch_number,
    paidAt: order.paid_at?.toISOString() ?? null,
    paidAmount: order.paid_amount === null ? null : Number(order.paid_amount),
    transactionId: order.transaction_id,
    refusedAttempts: order.refused_attempts,
  };
  return Object.fromEntries(Object.entries(described).filter(([, value]) => value !== null));
}
