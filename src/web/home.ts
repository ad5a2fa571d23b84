import { html } from './html.js';
import { writePage } from './page.js';
import type { CreateRoute } from './parts.js';
import { listSchemas } from './schema-files.js';

/** What runs here, and where to go on. */
export const createHomeRoute: CreateRoute = () => {
  const schemas = listSchemas().map(
    (name) => html`<li><a href="/schemas/${encodeURIComponent(name)}">${name}</a></li>\n`,
  );
  const page = writePage(
    'Bordereau',
    html`<h1>Bordereau</h1>
<p>A file exchange for invoice payment orders: a batch file goes in, payment orders are created all or none, and
answers come back.</p>
<h2>Operations</h2>
<ul>
<li><a href="/ops/queues">Queues</a>, <a href="/ops/mails">mails</a> (user <code>operator</code>)</li>
<li><a href="/readyz">Readiness</a>, <a href="/healthz">liveness</a>, <a href="/metrics">metrics</a></li>
</ul>
<h2>JSON Schemas</h2>
<ul>
${schemas}</ul>`,
  );
  return {
    method: 'GET',
    url: '/',
    answer: async (_request, reply) => reply.type('text/html; charset=utf-8').send(page),
  };
};
