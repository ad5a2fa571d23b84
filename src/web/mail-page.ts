import { findMail } from '../store/mails.js';
import { html } from './html.js';
import { sendNotFound } from './not-found.js';
import { writePage } from './page.js';
import type { CreateRoute } from './parts.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One mail with its words; its HTML is shown as text, because it comes from elsewhere than this page. */
export const createMailRoute: CreateRoute = ({ form: { pool } }) => ({
  method: 'GET',
  url: '/ops/mails/:id',
  only: 'operator',
  answer: async (request, reply) => {
    const { id } = request.params as { readonly id: string };
    const mail = UUID.test(id) ? await findMail(pool, id) : undefined;
    if (mail === undefined) return sendNotFound(request, reply);
    const facts: readonly [string, string | number | null | undefined][] = [
      ['to', mail.recipient],
      ['state', mail.state],
      ['shop', `${mail.shop_id} ${mail.mode}`],
      ['reference', mail.reference],
      ['queued', mail.created_at.toISOString()],
      ['tries', mail.tries],
      ['fault', mail.last_fault],
      [
        mail.state === 'WAITING' ? 'next try' : 'decided',
        (mail.decided_at ?? mail.next_try_at).toISOString(),
      ],
    ];
    const page = writePage(
      mail.subject ?? 'Mail',
      html`<p><a href="/ops/mails">Mails</a></p>
<h1>${mail.subject ?? 'Not written yet'}</h1>
<table>${facts.map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</table>
<pre>${mail.body_text}</pre>
<details><summary>Its HTML form</summary><pre>${mail.body_html}</pre></details>`,
      'wide',
    );
    return reply.type('text/html; charset=utf-8').send(page);
  },
});
