import { TEXTS, type Writing, writeAmount, writeMoment } from '../form/index.js';
import { readShopSettings } from '../shops/index.js';
import type { PaidOrder } from '../store/mails.js';
import { html } from '../web/html.js';
import type { Language } from '../words.js';

/** What a mail says, in both of its forms. */
export interface Words {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The receipt of a paid order. The same order gives the same words. */
export function writeReceipt(order: PaidOrder, language: Language): Words {
  const texts = TEXTS[language];
  const writing: Writing = { language, locale: order.locale, timeZone: readTimeZone(order) };
  const amount = writeAmount(order.paid_amount, order.currency, writing);
  const test = order.mode === 'TEST';
  const rows = [
    [texts.pay.reference, order.reference],
    ...(order.description === null ? [] : [[texts.pay.description, order.description]]),
    [texts.pay.merchant, order.label],
    [texts.pay.amount, amount],
    [texts.receipt.paidAt, writeMoment(order.paid_at, writing)],
    [texts.receipt.transaction, order.transaction_id],
  ].map(([name = '', value = '']) => ({ name, value: joinLines(value) }));
  const received = texts.mail.received(joinLines(order.label), amount);
  const automatic = texts.mail.automatic(joinLines(order.label));
  const subject = joinLines(texts.mail.subject(order.label, order.reference));

  return {
    subject: test ? `[${texts.test.name}] ${subject}` : subject,
    text: [
      ...(test ? [`*** ${texts.mail.test} ***`, ''] : []),
      texts.mail.greeting,
      '',
      received,
      '',
      ...rows.map(({ name, value }) => `${name}: ${value}`),
      '',
      automatic,
      '',
    ].join('\n'),
    html: html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body style="margin:0;padding:24px 12px;background:#f3f5f7;color:#17202a;font:16px/1.5 Arial,Helvetica,sans-serif">
<table role="presentation" align="center" width="100%" style="max-width:520px;margin:0 auto;background:#ffffff;border:1px solid #d5dce3;border-radius:12px"><tr><td style="padding:28px">
${test && html`<p style="margin:0 0 20px;padding:8px 12px;background:#ffd95a;color:#2c2200"><strong>${texts.mail.test}</strong></p>`}
<p style="margin:0 0 12px">${texts.mail.greeting}</p>
<p style="margin:0 0 20px">${received}</p>
<table style="width:100%;border-collapse:collapse">
${rows.map(
  ({
    name,
    value,
  }) => html`<tr><th scope="row" align="left" style="padding:8px 12px 8px 0;border-top:1px solid #d5dce3;font-weight:normal;color:#4d5b69;vertical-align:top">${name}</th><td align="right" style="padding:8px 0;border-top:1px solid #d5dce3;font-weight:bold">${value}</td></tr>
`,
)}</table>
<p style="margin:20px 0 0;font-size:13px;color:#4d5b69">${automatic}</p>
</td></tr></table>
</body>
</html>
`.text,
  };
}

/** One line, without control characters: a subject with a line break would be a header of its own. */
export function joinLines(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function readTimeZone({ shop_settings }: PaidOrder): string {
  const read = readShopSettings(shop_settings);
  return 'settings' in read ? read.settings.timeZone : 'Europe/Paris';
}
