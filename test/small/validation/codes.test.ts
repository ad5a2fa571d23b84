import { describe, expect, test } from 'vitest';
import {
  CODES,
  type Code,
  checkFileName,
  checkHead,
  checkTotals,
  codesOf,
  type Finding,
  renderFinding,
} from '../../../src/validation/index.js';
import type { ShopId } from '../../../src/words.js';
import { findingsOf, ORDER } from './shop.js';

const DIRECTORY = { shopId: '12345678' as ShopId, mode: 'PRODUCTION' } as const;
/** Where a finding about the thirteenth record stands. */
const PLACE = { record: 13, line: 14 } as const;
const REFERENCE = { ...PLACE, field: 'reference', value: 'INV-7' } as const;

interface Told {
  /** By real validation where this room does it; what other rooms find is given as they find it. */
  readonly findings: readonly Finding[];
  readonly codes: string;
  readonly en: string;
  readonly fr: string;
}

/** A code without an entry here does not compile. French spaces are written `_` here, to be seen. */
const EVERY_CODE: Readonly<Record<Code, Told>> = {
  FILE_EMPTY: {
    findings: [{ code: 'FILE_EMPTY' }],
    codes: 'FILE_EMPTY/FF01',
    en: 'the file has no record; drop a file with at least one',
    fr: "le fichier n'a aucun enregistrement_; déposez un fichier qui en contient au moins un",
  },
  FILE_FORMAT: {
    findings: [{ code: 'FILE_FORMAT', params: { looksLike: 'ZIP' } }],
    codes: 'FILE_FORMAT/FF01',
    en: 'the content is not a request file but looks like ZIP; send CSV, V2, JSON or NDJSON',
    fr: "le contenu n'est pas un fichier de demande mais ressemble à_: ZIP_; envoyez du CSV, V2, JSON ou NDJSON",
  },
  FILE_SYNTAX: {
    findings: [{ code: 'FILE_SYNTAX', line: 14, column: 7, params: { problem: 'openQuote' } }],
    codes: 'FILE_SYNTAX/FF02',
    en: 'line 14, column 7: the quote that opens here is never closed; close it, and double each quote inside it',
    fr: "ligne 14, colonne 7_: le guillemet ouvert ici n'est jamais fermé_; fermez-le et doublez chaque guillemet à l'intérieur",
  },
  FILE_ENCODING: {
    findings: [
      { code: 'FILE_ENCODING', line: 3, params: { byteOffset: 1042, what: 'nul', encoding: 'UTF-8' } },
    ],
    codes: 'FILE_ENCODING/RR10',
    en: 'line 3: at byte 1042, there is a NUL character; the writing may have been interrupted: export the file again',
    fr: "ligne 3_: à l'octet 1042, il y a un caractère NUL_; l'écriture a peut-être été interrompue_: exportez de nouveau le fichier",
  },
  FILE_NAME: {
    findings: checkFileName('20260231.12345678.ORD.REQ.P.01.csv', DIRECTORY),
    codes: 'FILE_NAME/FF01',
    en: 'the date 20260231 in the file name "20260231.12345678.ORD.REQ.P.01.csv" does not exist; write a day as YYYYMMDD',
    fr: "la date 20260231 dans le nom de fichier «_20260231.12345678.ORD.REQ.P.01.csv_» n'existe pas_; écrivez un jour sous la forme AAAAMMJJ",
  },
  FILE_TOO_LARGE: {
    findings: [{ code: 'FILE_TOO_LARGE', params: { what: 'records', limit: 1_000_000 } }],
    codes: 'FILE_TOO_LARGE/FF01',
    en: 'the file has more than the allowed 1,000,000 records; split it',
    fr: 'le fichier dépasse la limite de 1_000_000 enregistrements_; divisez-le',
  },
  FILE_MODE: {
    findings: checkHead({ mode: 'TEST' }, DIRECTORY),
    codes: 'FILE_MODE/DS28',
    en: 'mode: the file says "TEST"; its mode differs from that of the directory, PRODUCTION; use the directory of its mode',
    fr: 'mode_: le fichier indique «_TEST_»_; son mode diffère de celui du répertoire, PRODUCTION_; utilisez le répertoire de son mode',
  },
  FILE_SHOP: {
    findings: checkHead({ shop: '87654321' }, DIRECTORY),
    codes: 'FILE_SHOP/AG08',
    en: 'shop: "87654321" is not the shop of this directory; write 12345678',
    fr: "shop_: «_87654321_» n'est pas la boutique de ce répertoire_; écrivez 12345678",
  },
  FILE_HEADER: {
    findings: [{ code: 'FILE_HEADER', line: 1, params: { problem: 'missing', key: 'mode' } }],
    codes: 'FILE_HEADER/FF01',
    en: 'line 1: mode must be there and is missing',
    fr: 'ligne 1_: mode est obligatoire et manque',
  },
  FILE_VERSION: {
    findings: [{ code: 'FILE_VERSION', line: 1, value: '01' }],
    codes: 'FILE_VERSION/FF01',
    en: 'line 1: "01" is not a supported version; write 02',
    fr: "ligne 1_: «_01_» n'est pas une version prise en charge_; écrivez 02",
  },
  FILE_CHANNEL: {
    findings: [{ code: 'FILE_CHANNEL', line: 1, value: 'MAIL' }],
    codes: 'FILE_CHANNEL/FF01',
    en: 'line 1: "MAIL" is not a supported channel of a file; write ALL',
    fr: "ligne 1_: «_MAIL_» n'est pas un canal de fichier pris en charge_; écrivez ALL",
  },
  FILE_COLUMNS: {
    findings: [
      { code: 'FILE_COLUMNS', line: 1, value: 'amout', params: { problem: 'unknown', nearest: 'amount' } },
    ],
    codes: 'FILE_COLUMNS/FF01',
    en: 'line 1: "amout" is not a column that we know; did you mean amount?',
    fr: "ligne 1_: «_amout_» n'est pas une colonne connue_; vouliez-vous écrire amount_?",
  },
  FILE_DUPLICATE: {
    findings: [
      {
        code: 'FILE_DUPLICATE',
        params: { batchNumber: 42, fileName: 'invoices.csv', receivedAt: '2026-03-02T09:15:00.000Z' },
      },
    ],
    codes: 'FILE_DUPLICATE/DU01',
    en: 'this file was already accepted in batch 42 (invoices.csv, 2026-03-02 09:15 UTC); nothing was created again',
    fr: "ce fichier a déjà été accepté dans le lot 42 (invoices.csv, 2026-03-02 09:15 UTC)_; rien n'a été créé de nouveau",
  },
  FILE_COUNT: {
    findings: checkTotals({ line: 1002, recordCount: 1000 }, { recordCount: 999, sums: {} }),
    codes: 'FILE_COUNT/AM18',
    en: 'line 1002: the declared number of records, 1,000, differs from the number found, 999; the file may have been cut off',
    fr: "ligne 1002_: le nombre d'enregistrements déclaré, 1_000, diffère du nombre trouvé, 999_; le fichier a peut-être été tronqué",
  },
  FILE_SUM: {
    findings: checkTotals({ sums: { EUR: 1250n } }, { recordCount: 1, sums: { EUR: 1249n } }),
    codes: 'FILE_SUM/AM10',
    en: 'the declared sum of EUR, 1250, differs from the sum of the records, 1249',
    fr: 'la somme déclarée en EUR, 1250, diffère de la somme des enregistrements, 1249',
  },
  PRODUCTION_NOT_ACTIVE: {
    findings: [{ code: 'PRODUCTION_NOT_ACTIVE' }],
    codes: 'PRODUCTION_NOT_ACTIVE/AG08',
    en: 'the production use of the shop has not been switched on; use TEST until it is',
    fr: "l'usage en production de la boutique n'est pas encore activé_; utilisez TEST jusque-là",
  },
  PLATFORM_FAULT: {
    findings: [{ code: 'PLATFORM_FAULT' }],
    codes: 'PLATFORM_FAULT/FF10',
    en: 'the fault is ours: nothing was created, the operator has been alerted; the file need not be changed',
    fr: "l'erreur vient de nous_: rien n'a été créé, l'exploitant est prévenu_; le fichier n'a pas à être modifié",
  },
  RECORD_COLUMNS: {
    findings: [{ code: 'RECORD_COLUMNS', ...PLACE, params: { expected: 6, found: 5 } }],
    codes: 'RECORD_COLUMNS/FF01',
    en: 'line 14: the record does not have the columns of the header: 6 expected, 5 found',
    fr: "ligne 14_: l'enregistrement n'a pas les colonnes de l'en-tête_: 6 attendues, 5 trouvées",
  },
  RECORD_TOO_LARGE: {
    findings: [
      { code: 'RECORD_TOO_LARGE', ...PLACE, field: 'description', params: { what: 'cell', limit: 8192 } },
    ],
    codes: 'RECORD_TOO_LARGE/FF01',
    en: 'line 14, description: the value is larger than the allowed 8,192 bytes',
    fr: 'ligne 14, description_: la valeur dépasse la limite de 8_192 octets',
  },
  FIELD_REQUIRED: {
    findings: findingsOf({ reference: 'INV-7' }),
    codes: 'FIELD_REQUIRED/CH21',
    en: 'line 14, amount: the field is required and missing',
    fr: 'ligne 14, amount_: ce champ obligatoire manque',
  },
  FIELD_UNKNOWN: {
    findings: findingsOf({ ...ORDER, descripton: 'March' }),
    codes: 'FIELD_UNKNOWN/CH17',
    en: 'line 14, descripton: not a field that we know; did you mean description?',
    fr: 'ligne 14, descripton_: champ inconnu_; vouliez-vous écrire description_?',
  },
  FIELD_FORMAT: {
    findings: findingsOf({ ...ORDER, reference: 'INV 7' }),
    codes: 'FIELD_FORMAT/CH16',
    en: 'line 14, reference: "INV 7" is not 1 to 64 letters A-Z a-z, digits and hyphens',
    fr: "ligne 14, reference_: «_INV 7_» n'est pas composé de 1 à 64 lettres A-Z a-z, chiffres et traits d'union",
  },
  REFERENCE_REPEATED: {
    findings: [{ code: 'REFERENCE_REPEATED', ...REFERENCE, params: { firstLine: 3 } }],
    codes: 'REFERENCE_REPEATED/RF01',
    en: 'line 14, reference: "INV-7" is already used in this file, on line 3; each reference may stand once',
    fr: "ligne 14, reference_: «_INV-7_» figure déjà dans ce fichier, ligne 3_; chaque référence ne peut y figurer qu'une fois",
  },
  REFERENCE_EXISTS: {
    findings: [{ code: 'REFERENCE_EXISTS', ...REFERENCE, params: { batchNumber: 41 } }],
    codes: 'REFERENCE_EXISTS/DU04',
    en: 'line 14, reference: an order with the reference "INV-7" exists already (batch 41); use a new reference',
    fr: 'ligne 14, reference_: un ordre avec la référence «_INV-7_» existe déjà (lot 41)_; utilisez une nouvelle référence',
  },
  REFERENCE_UNKNOWN: {
    findings: [{ code: 'REFERENCE_UNKNOWN', ...REFERENCE }],
    codes: 'REFERENCE_UNKNOWN/IRNR',
    en: 'line 14, reference: there is no order with the reference "INV-7"; nothing can be cancelled',
    fr: "ligne 14, reference_: aucun ordre n'a la référence «_INV-7_»_; il n'y a rien à annuler",
  },
  ORDER_NOT_WAITING: {
    findings: [{ code: 'ORDER_NOT_WAITING', ...REFERENCE, params: { status: 'PAID' } }],
    codes: 'ORDER_NOT_WAITING/APAR',
    en: 'line 14, reference: the order "INV-7" has been paid and cannot be cancelled',
    fr: "ligne 14, reference_: l'ordre «_INV-7_» a été payé et ne peut pas être annulé",
  },
  AMOUNT_INVALID: {
    findings: findingsOf({ ...ORDER, amount: '12,50' }),
    codes: 'AMOUNT_INVALID/AM12',
    en: 'line 14, amount: "12,50" is not a whole number of cents; write 1250',
    fr: "ligne 14, amount_: «_12,50_» n'est pas un nombre entier de centimes_; écrivez 1250",
  },
  AMOUNT_ZERO: {
    findings: findingsOf({ ...ORDER, amount: 0 }),
    codes: 'AMOUNT_ZERO/AM01',
    en: 'line 14, amount: "0" is too low; write at least 1',
    fr: 'ligne 14, amount_: «_0_» est trop bas_; écrivez au moins 1',
  },
  AMOUNT_TOO_HIGH: {
    findings: findingsOf({ ...ORDER, amount: 5_000_001 }),
    codes: 'AMOUNT_TOO_HIGH/AM02',
    en: 'line 14, amount: "5000001" is above the shop\'s maximum of 5000000',
    fr: 'ligne 14, amount_: «_5000001_» dépasse le maximum de la boutique, 5000000',
  },
  CURRENCY_INVALID: {
    findings: findingsOf({ ...ORDER, currency: 'EUX' }),
    codes: 'CURRENCY_INVALID/AM11',
    en: 'line 14, currency: "EUX" is not a currency of ISO 4217; write three capital letters, for instance EUR',
    fr: "ligne 14, currency_: «_EUX_» n'est pas une devise de l'ISO 4217_; écrivez trois majuscules, par exemple EUR",
  },
  CURRENCY_NOT_ACCEPTED: {
    findings: findingsOf({ ...ORDER, currency: 'GBP' }),
    codes: 'CURRENCY_NOT_ACCEPTED/AM03',
    en: 'line 14, currency: "GBP" is not accepted by the shop; it accepts EUR, USD, TND, JPY',
    fr: "ligne 14, currency_: «_GBP_» n'est pas acceptée par la boutique, qui accepte EUR, USD, TND, JPY",
  },
  EXPIRATION_INVALID: {
    findings: findingsOf({ ...ORDER, expirationDate: '31/03/2026' }),
    codes: 'EXPIRATION_INVALID/IEDT',
    en: 'line 14, expirationDate: "31/03/2026" is not an ISO date; write year, month and day: 2026-03-31',
    fr: "ligne 14, expirationDate_: «_31/03/2026_» n'est pas une date ISO_; écrivez année, mois et jour_: 2026-03-31",
  },
  EXPIRATION_PAST: {
    findings: findingsOf({ ...ORDER, expirationDate: '2026-03-01' }),
    codes: 'EXPIRATION_PAST/EDTR',
    en: 'line 14, expirationDate: "2026-03-01" is in the past; write 2026-03-02 or later',
    fr: 'ligne 14, expirationDate_: «_2026-03-01_» est dans le passé_; écrivez 2026-03-02 ou plus tard',
  },
  EXPIRATION_TOO_FAR: {
    findings: findingsOf({ ...ORDER, expirationDate: '2026-06-01' }),
    codes: 'EXPIRATION_TOO_FAR/EDTL',
    en: 'line 14, expirationDate: "2026-06-01" is more than 90 days ahead; write 2026-05-31 or earlier',
    fr: 'ligne 14, expirationDate_: «_2026-06-01_» est à plus de 90 jours_; écrivez 2026-05-31 ou plus tôt',
  },
  CHANNEL_NOT_SUPPORTED: {
    findings: findingsOf({ ...ORDER, channel: 'SMS' }),
    codes: 'CHANNEL_NOT_SUPPORTED/PINS',
    en: 'line 14, channel: "SMS" is not a supported channel; write INVOICE or leave it out',
    fr: "ligne 14, channel_: «_SMS_» n'est pas un canal pris en charge_; écrivez INVOICE ou omettez-le",
  },
  ACTION_NOT_SUPPORTED: {
    findings: findingsOf({ reference: 'INV-7', action: 'REGISTER' }),
    codes: 'ACTION_NOT_SUPPORTED/PINS',
    en: 'line 14, action: "REGISTER" is not a supported action; write PAYMENT or CANCEL',
    fr: "ligne 14, action_: «_REGISTER_» n'est pas une action prise en charge_; écrivez PAYMENT ou CANCEL",
  },
  TOKEN_NOT_ALLOWED: {
    findings: findingsOf({ ...ORDER, paymentMethodToken: 'f3a9' }),
    codes: 'TOKEN_NOT_ALLOWED/PINS',
    en: 'line 14, paymentMethodToken: an invoice order cannot be paid with a card on file; remove the field',
    fr: 'ligne 14, paymentMethodToken_: une facture ne peut pas être payée avec une carte enregistrée_; supprimez ce champ',
  },
  INSTALMENTS_NOT_ALLOWED: {
    findings: findingsOf({ ...ORDER, installmentNumber: '3' }),
    codes: 'INSTALMENTS_NOT_ALLOWED/IPNS',
    en: 'line 14, installmentNumber: an invoice order cannot be paid in instalments; remove the field',
    fr: 'ligne 14, installmentNumber_: une facture ne peut pas être payée en plusieurs fois_; supprimez ce champ',
  },
};

describe('every code of the catalogue', () => {
  test('has its test', () => {
    expect(Object.keys(EVERY_CODE).sort()).toEqual([...CODES].sort());
  });

  test.each(Object.entries(EVERY_CODE))(
    '%s is the only finding, with its ISO code and message',
    (code, told) => {
      const [finding, ...others] = told.findings;
      if (finding === undefined) throw new Error('nothing was found');
      expect(others).toEqual([]);
      expect(finding.code).toBe(code);
      expect(codesOf(finding)).toBe(told.codes);
      expect(renderFinding(finding, 'en')).toBe(told.en);
      expect(renderFinding(finding, 'fr').replace(/[\u00a0\u202f]/g, '_')).toBe(told.fr);
    },
  );
});
