import type { Language } from '../words.js';

/** What our files say beside the findings; the findings' own messages are the validation room's. */
export type Note = keyof typeof NOTES;

const NOTES = {
  COUNTED_IN_ROWS: {
    en: 'the findings of this record were counted, not listed: see the end of the file',
    fr: 'les anomalies de cet enregistrement ont été comptées sans être détaillées : voir la fin du fichier',
  },
  COUNTED_IN_SUMMARY: {
    en: 'the findings of this record were counted, not listed: see "more" in the summary',
    fr: 'les anomalies de cet enregistrement ont été comptées sans être détaillées : voir « more » dans le résumé',
  },
  PAID_AFTER_EXPIRY: {
    en: 'the money was received after the order had expired',
    fr: "le paiement a été reçu après l'expiration de l'ordre",
  },
  SURPLUS_CELLS: {
    en: 'this row has more cells than the header: its result stands behind them, not under the result columns',
    fr: "cette ligne a plus de cellules que l'en-tête : son résultat suit la dernière, hors des colonnes de résultat",
  },
} as const satisfies Record<string, Record<Language, string>>;

export function renderNote(note: Note, language: Language): string {
  return NOTES[note][language];
}
