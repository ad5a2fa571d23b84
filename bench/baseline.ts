import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { orderRow } from './generate.js';

/** How fast the machine is: a COPY from Node of the same rows into a table with the orders table's indexes. Seconds. */
export async function copyBaseline(databaseUrl: string, orders: number): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('DROP TABLE IF EXISTS baseline');
    await client.query('CREATE TABLE baseline (LIKE orders INCLUDING ALL)');
    const started = performance.now();
    const copy = client.query(
      copyFrom(`COPY baseline (id, shop_id, mode, reference, batch_id, record, amount, currency, description, expires_at,
                 locale, receipt_email, customer) FROM STDIN`),
    );
    await pipeline(Readable.from(chunks(orders)), copy);
    return (performance.now() - started) / 1000;
  } finally {
    await client.query('DROP TABLE IF EXISTS baseline');
    await client.end();
  }
}

function* chunks(orders: number): Generator<string> {
  let chunk = '';
  for (let index = 1; index <= orders; index += 1) {
    const [
      reference,
      amount,
      currency,
      description,
      locale,
      email,
      customer,
      customerEmail,
      first,
      last,
      address,
      zip,
      city,
    ] = orderRow(index, 'B');
    const hex = index.toString(16).padStart(15, '0');
    const json = JSON.stringify({
      reference: customer,
      email: customerEmail,
      firstName: first,
      lastName: last,
      address,
      zipCode: zip,
      city,
    });
    chunk += `0000000000018000${`8${hex}`}\t12345678\tTEST\t${reference}\t1\t${index}\t${amount}\t${currency}\t${description}\t2027-01-31T22:59:59Z\t${locale}\t${email}\t${json.replaceAll('\\', '\\\\')}\n`;
    if (chunk.length > 64 * 1024) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
