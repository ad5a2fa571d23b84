import type { CatalogueEntry } from './catalogue-entry.js';

/** What can be wrong with what a record asks for: amount, currency, expiration, ways to pay. */
export const PAYMENT_CODES = {
  AMOUNT_INVALID: {
    iso: 'AM12',
    severity: 'ERROR',
    scope: 'record',
    when: "The amount is not an integer in the currency's smallest unit.",
    message: {
      en: "[{value} ]is not a whole number of the currency's smallest unit[; write {hint}]",
      fr: "[{value} ]n'est pas un nombre entier dans la plus petite unité de la devise[ ; écrivez {hint}]",
    },
    problems: {
      cents: {
        en: '[{value} ]is not a whole number of cents[; write {hint}]',
        fr: "[{value} ]n'est pas un nombre entier de centimes[ ; écrivez {hint}]",
      },
      spreadsheetNumber: {
        en: '[{value}: ]a spreadsheet rounded this amount and its digits are lost; format the column as a whole number and export again',
        fr: '[{value} : ]un tableur a arrondi ce montant et ses chiffres sont perdus ; mettez la colonne au format nombre entier et exportez de nouveau',
      },
      text: {
        en: '[{value} ]is written as text; write the number without quotes[: {hint}]',
        fr: '[{value} ]est écrit comme un texte ; écrivez le nombre sans guillemets[ : {hint}]',
      },
    },
    example: {
      record: 13,
      line: 14,
      field: 'amount',
      value: '12,50',
      params: { problem: 'cents', currency: 'EUR', hint: 1250 },
    },
  },
  AMOUNT_ZERO: {
    iso: 'AM01',
    severity: 'ERROR',
    scope: 'record',
    when: 'The amount is zero or negative.',
    message: {
      en: '[{value} ]is too low; the lowest amount is[ {limit}] of the smallest unit',
      fr: '[{value} ]est trop bas ; le montant le plus bas est[ {limit}] dans la plus petite unité',
    },
    problems: {
      minimum: {
        en: '[{value} ]is too low; write at least[ {limit}]',
        fr: '[{value} ]est trop bas ; écrivez au moins[ {limit}]',
      },
    },
    example: { record: 13, line: 14, field: 'amount', value: '0', params: { rule: 'minimum', limit: 1 } },
  },
  AMOUNT_TOO_HIGH: {
    iso: 'AM02',
    severity: 'ERROR',
    scope: 'record',
    when: "The amount is above the schema's or the shop's maximum.",
    message: {
      en: '[{value} ]is above the maximum[ of {limit}]',
      fr: '[{value} ]dépasse le maximum[ de {limit}]',
    },
    problems: {
      shop: {
        en: "[{value} ]is above the shop's maximum[ of {limit}]",
        fr: '[{value} ]dépasse le maximum de la boutique[, {limit}]',
      },
    },
    example: {
      record: 13,
      line: 14,
      field: 'amount',
      value: '5000000',
      params: { problem: 'shop', limit: 1_000_000 },
    },
  },
  CURRENCY_INVALID: {
    iso: 'AM11',
    severity: 'ERROR',
    scope: 'record',
    when: 'The currency is not an active code of ISO 4217.',
    message: {
      en: '[{value} ]is not a currency of ISO 4217; write three capital letters, for instance EUR',
      fr: "[{value} ]n'est pas une devise de l'ISO 4217 ; écrivez trois majuscules, par exemple EUR",
    },
    example: { record: 13, line: 14, field: 'currency', value: 'euro' },
  },
  CURRENCY_NOT_ACCEPTED: {
    iso: 'AM03',
    severity: 'ERROR',
    scope: 'record',
    when: "The currency is not one of the shop's.",
    message: {
      en: '[{value} ]is not accepted by the shop[; it accepts {accepted}]',
      fr: "[{value} ]n'est pas acceptée par la boutique[, qui accepte {accepted}]",
    },
    example: { record: 13, line: 14, field: 'currency', value: 'USD', params: { accepted: 'EUR, CHF' } },
  },
  EXPIRATION_INVALID: {
    iso: 'IEDT',
    severity: 'ERROR',
    scope: 'record',
    when: 'The expiration is not a real calendar date or date-time with offset.',
    message: {
      en: '[{value} ]is not a date; write for instance 2026-12-31 or 2026-12-31T18:00:00+01:00',
      fr: "[{value} ]n'est pas une date ; écrivez par exemple 2026-12-31 ou 2026-12-31T18:00:00+01:00",
    },
    problems: {
      calendar: {
        en: '[{value} ]is a day that does not exist',
        fr: "[{value} ]est un jour qui n'existe pas",
      },
      time: {
        en: '[{value} ]is a time that does not exist; hours go from 00 to 23, minutes and seconds from 00 to 59',
        fr: "[{value} ]est une heure qui n'existe pas ; les heures vont de 00 à 23, les minutes et secondes de 00 à 59",
      },
      offset: {
        en: '[{value} ]has a time without offset; add Z or for instance +01:00',
        fr: '[{value} ]a une heure sans décalage ; ajoutez Z ou par exemple +01:00',
      },
      dayFirst: {
        en: '[{value} ]is not an ISO date; write year, month and day[: {hint}]',
        fr: "[{value} ]n'est pas une date ISO ; écrivez année, mois et jour[ : {hint}]",
      },
    },
    example: {
      record: 13,
      line: 14,
      field: 'expirationDate',
      value: '31/12/2026',
      params: { problem: 'dayFirst', hint: '2026-12-31' },
    },
  },
  EXPIRATION_PAST: {
    iso: 'EDTR',
    severity: 'ERROR',
    scope: 'record',
    when: 'The expiration is in the past.',
    message: {
      en: '[{value} ]is in the past[; write {earliest} or later]',
      fr: '[{value} ]est dans le passé[ ; écrivez {earliest} ou plus tard]',
    },
    example: {
      record: 13,
      line: 14,
      field: 'expirationDate',
      value: '2026-01-31',
      params: { earliest: '2026-03-02' },
    },
  },
  EXPIRATION_TOO_FAR: {
    iso: 'EDTL',
    severity: 'ERROR',
    scope: 'record',
    when: 'The expiration is more than 90 days ahead.',
    message: {
      en: '[{value} ]is more than[ {days}] days ahead[; write {latest} or earlier]',
      fr: '[{value} ]est à plus de[ {days}] jours[ ; écrivez {latest} ou plus tôt]',
    },
    example: {
      record: 13,
      line: 14,
      field: 'expirationDate',
      value: '2027-01-31',
      params: { days: 90, latest: '2026-05-31' },
    },
  },
  CHANNEL_NOT_SUPPORTED: {
    iso: 'PINS',
    severity: 'ERROR',
    scope: 'record',
    when: 'The channel is not INVOICE.',
    message: {
      en: '[{value} ]is not a supported channel; write INVOICE or leave it out',
      fr: "[{value} ]n'est pas un canal pris en charge ; écrivez INVOICE ou omettez-le",
    },
    example: { record: 13, line: 14, field: 'channel', value: 'SMS' },
  },
  ACTION_NOT_SUPPORTED: {
    iso: 'PINS',
    severity: 'ERROR',
    scope: 'record',
    when: 'The action is neither PAYMENT nor CANCEL.',
    message: {
      en: '[{value} ]is not a supported action; write PAYMENT or CANCEL',
      fr: "[{value} ]n'est pas une action prise en charge ; écrivez PAYMENT ou CANCEL",
    },
    example: { record: 13, line: 14, field: 'action', value: 'REGISTER' },
  },
  TOKEN_NOT_ALLOWED: {
    iso: 'PINS',
    severity: 'ERROR',
    scope: 'record',
    when: 'A card on file is asked for.',
    message: {
      en: 'an invoice order cannot be paid with a card on file; remove the field',
      fr: 'une facture ne peut pas être payée avec une carte enregistrée ; supprimez ce champ',
    },
    example: { record: 13, line: 14, field: 'paymentMethodToken' },
  },
  INSTALMENTS_NOT_ALLOWED: {
    iso: 'IPNS',
    severity: 'ERROR',
    scope: 'record',
    when: 'Payment in instalments is asked for.',
    message: {
      en: 'an invoice order cannot be paid in instalments; remove the field',
      fr: 'une facture ne peut pas être payée en plusieurs fois ; supprimez ce champ',
    },
    example: { record: 13, line: 14, field: 'installmentNumber' },
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
