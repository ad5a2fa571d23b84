import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const LAST_NAMES = [
  'Dupré',
  'Lefèvre',
  'Garçon',
  'Noël',
  'Müller',
  "O'Brien",
  'Le Goff',
  'Benoît',
  'Núñez',
  'Martin',
];
const STREETS = ["rue de l'Église", 'avenue du Général Leclerc', 'place de la République', 'chemin des Prés'];
const CITIES = ['Nîmes', 'Orléans', 'Saint-Étienne', 'Besançon', 'Lyon', 'Angoulême'];

/** One realistic order: 13 columns, quotes, accents, delimiters within quotes. Deterministic. */
export function orderRow(index: number, run: string): string[] {
  const pick = (list: readonly string[]) => list[index % list.length] ?? '';
  return [
    `FA-${run}-${String(index).padStart(7, '0')}`,
    String(100 + ((index * 7919) % 500_000)),
    'EUR',
    `Facture n° ${index} ; ${pick(CITIES)} ""été"" 2026`.replaceAll('""', '"'),
    'fr_FR',
    `client${index % 5000}@exemple.example`,
    `C-${index % 5000}`,
    `client${index % 5000}@exemple.example`,
    'Zoé',
    pick(LAST_NAMES),
    `${1 + (index % 120)} ${pick(STREETS)}`,
    String(10_000 + (index % 85_000)),
    pick(CITIES),
  ];
}

export const COLUMNS = [
  'reference',
  'amount',
  'currency',
  'description',
  'locale',
  'receiptEmail',
  'customer.reference',
  'customer.email',
  'customer.firstName',
  'customer.lastName',
  'customer.address',
  'customer.zipCode',
  'customer.city',
];

function quote(cell: string): string {
  return /[;"\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Writes a CSV of so many orders; returns its size in bytes. */
export async function writeOrders(path: string, orders: number, run: string): Promise<number> {
  const out = createWriteStream(path);
  let chunk = `${COLUMNS.join(';')}\n`;
  for (let index = 1; index <= orders; index += 1) {
    chunk += `${orderRow(index, run).map(quote).join(';')}\n`;
    if (chunk.length > 256 * 1024 || index === orders) {
      if (!out.write(chunk)) await once(out, 'drain');
      chunk = '';
    }
  }
  out.end();
  await once(out, 'finish');
  return out.bytesWritten;
}
