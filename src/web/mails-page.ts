import { listMails } from '../store/mails.js';
import { html } from './html.js';
import { writePage } from './page.js';
import type { CreateRoute } from './parts.js';

/** Mails that one page shows. */
const SHOWN = 200;

/** Outgoing mails, the latest first: in TEST without a mail server this is where they can be read. */
export const createMailsRoute: CreateRoute = ({ form: { pool } }) => ({
  method: 'GET',
  url: '/ops/mails',
  only: 'operator',
  answer: async (_request, reply) => {
    const mails = await listMails(pool, SHOWN);
    const rows = mails.map(
      (
        mail,
      ) => html`<tr><td>${mail.created_at.toISOString()}</td><td>${mail.state}</td><td>${mail.shop_id}</td><td>${mail.mode}</td><td>${mail.recipient}</td><td><a href="/ops/mails/${mail.id}">${mail.subject ?? mail.reference}</a></td><td>${mail.last_fault}</td></tr>
`,
    );
    const page = writePage(
      'Mails',
      html`<h1>Mails</h1>
<p>The latest ${SHOWN}. KEPT: no mail server is configured, so the mail was not sent.</p>
${
  mails.length === 0
    ? html`<p>No mail yet.</p>`
    : html`<table><thead><tr><th>queued</th><th>state</th><th>shop</th><th>mode</th><th>to</th><th>subject</th><th>fault</th></tr></thead>
<tbody>
${rows}</tbody></table>`
}`,
      'wide',
    );
    return reply.type('text/html; charset=utf-8').send(page);
  },
});
