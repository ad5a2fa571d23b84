import type { CatalogueEntry } from './catalogue-entry.js';

/** What can be wrong with what a request file says about itself: shop, mode, header, columns, totals; and whether it is let in. */
export const DECLARATION_CODES = {
  FILE_MODE: {
    iso: 'DS28',
    severity: 'ERROR',
    scope: 'file',
    when: 'A TEST file lies in a PRODUCTION directory, or the other way round.',
    message: {
      en: '[the file says {value}; ]its mode differs from that of the directory[, {expected}]; use the directory of its mode',
      fr: '[le fichier indique {value} ; ]son mode diffère de celui du répertoire[, {expected}] ; utilisez le répertoire de son mode',
    },
    example: { line: 1, field: 'mode', value: 'TEST', params: { expected: 'PRODUCTION' } },
  },
  FILE_SHOP: {
    iso: 'AG08',
    severity: 'ERROR',
    scope: 'file',
    when: "The file names another shop than the directory's.",
    message: {
      en: '[{value} is ]not the shop of this directory[; write {expected}]',
      fr: "[{value} n'est ]pas la boutique de ce répertoire[ ; écrivez {expected}]",
    },
    example: { line: 1, field: 'shop', value: '87654321', params: { expected: '12345678' } },
  },
  FILE_HEADER: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The header record is missing or incomplete.',
    message: {
      en: 'the header is wrong[: {detail}]; a V2 file begins with 02;<shop>;TEST|PRODUCTION;ALL, a JSON file with a header that has shop and mode',
      fr: "l'en-tête est incorrect[ : {detail}] ; un fichier V2 commence par 02;<boutique>;TEST|PRODUCTION;ALL, un fichier JSON par un en-tête avec shop et mode",
    },
    problems: {
      missing: {
        en: '[{key} ]must be there and is missing',
        fr: '[{key} ]est obligatoire et manque',
      },
      form: {
        en: '[{value} ]does not have its form; shop is 8 digits, mode is TEST or PRODUCTION, recordCount a whole number, sums a whole number of the smallest unit for each currency',
        fr: "[{value} ]n'a pas la forme attendue ; shop a 8 chiffres, mode est TEST ou PRODUCTION, recordCount un nombre entier, sums un nombre entier dans la plus petite unité pour chaque devise",
      },
      positions: {
        en: 'the header record has[ {found}] positions; write 4: 02;<shop>;TEST|PRODUCTION;ALL',
        fr: "l'enregistrement d'en-tête a[ {found}] positions ; écrivez-en 4 : 02;<boutique>;TEST|PRODUCTION;ALL",
      },
      notAnObject: {
        en: 'the header is not a JSON object; write {"shop": ..., "mode": ...}',
        fr: 'l\'en-tête n\'est pas un objet JSON ; écrivez {"shop": ..., "mode": ...}',
      },
      headerFirst: {
        en: 'the header must come before the orders',
        fr: "l'en-tête doit précéder les ordres",
      },
      tooLarge: {
        en: 'the header is larger than the allowed[ {limit,}] bytes',
        fr: "l'en-tête dépasse la limite[ de {limit,}] octets",
      },
      tooDeep: {
        en: 'the header is nested deeper than allowed',
        fr: "l'en-tête est imbriqué plus profondément que permis",
      },
      repeatedKey: {
        en: 'the key stands twice in the header; keep one of them',
        fr: "la clé figure deux fois dans l'en-tête ; n'en gardez qu'une",
      },
      forbiddenKey: {
        en: 'the header has a key that may not be used',
        fr: "l'en-tête a une clé qui ne peut pas être utilisée",
      },
      loneSurrogate: {
        en: 'the header has half a character (a lone surrogate); remove it',
        fr: "l'en-tête a une moitié de caractère (surrogate isolé) ; supprimez-la",
      },
      controlCharacter: {
        en: 'the header has a control character; remove it',
        fr: "l'en-tête a un caractère de contrôle ; supprimez-le",
      },
      unknown: {
        en: '{key} does not belong in the header[; did you mean {nearest}?]',
        fr: "{key} n'a pas sa place dans l'en-tête[ ; vouliez-vous écrire {nearest} ?]",
      },
      echoSize: {
        en: 'echo is larger than the allowed[ {limit,}] bytes',
        fr: 'echo dépasse la limite[ de {limit,}] octets',
      },
    },
    example: { line: 1 },
  },
  FILE_VERSION: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The V2 header names another version than 02.',
    message: {
      en: '[{value} is ]not a supported version; write 02',
      fr: "[{value} n'est ]pas une version prise en charge ; écrivez 02",
    },
    example: { line: 1, value: '01' },
  },
  FILE_CHANNEL: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The V2 header names another channel than ALL.',
    message: {
      en: '[{value} is ]not a supported channel of a file; write ALL',
      fr: "[{value} n'est ]pas un canal de fichier pris en charge ; écrivez ALL",
    },
    example: { line: 1, value: 'MAIL' },
  },
  FILE_COLUMNS: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'Column names are unknown, missing or repeated.',
    message: {
      en: '[{value} is ]not a column that can stand here[; did you mean {nearest}?]',
      fr: "[{value} n'est ]pas une colonne admise ici[ ; vouliez-vous écrire {nearest} ?]",
    },
    problems: {
      delimiter: {
        en: 'the first line yields the required columns under none of the delimiters ; , | and tab, or under several[ ({found})]; name reference and amount in it',
        fr: 'la première ligne ne donne les colonnes obligatoires avec aucun des séparateurs « ; », « , », « | » et tabulation, ou avec plusieurs[ ({found})] ; nommez-y reference et amount',
      },
      unknown: {
        en: '[{value} is ]not a column that we know[; did you mean {nearest}?]',
        fr: "[{value} n'est ]pas une colonne connue[ ; vouliez-vous écrire {nearest} ?]",
      },
      missing: {
        en: 'the required column is missing; add it to the first line',
        fr: 'cette colonne obligatoire manque ; ajoutez-la à la première ligne',
      },
      repeated: {
        en: 'the column [{value} ]stands more than once; keep one of them',
        fr: "la colonne [{value} ]figure plusieurs fois ; n'en gardez qu'une",
      },
      empty: {
        en: 'a column has no name; name it or remove it',
        fr: "une colonne n'a pas de nom ; nommez-la ou supprimez-la",
      },
    },
    example: { line: 1, value: 'amout', params: { problem: 'unknown', nearest: 'amount' } },
  },
  FILE_DUPLICATE: {
    iso: 'DU01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The same content or the same structured name was already accepted.',
    message: {
      en: 'this file was already accepted[ in batch {batchNumber}][ ({fileName}, {receivedAt})]; nothing was created again',
      fr: "ce fichier a déjà été accepté[ dans le lot {batchNumber}][ ({fileName}, {receivedAt})] ; rien n'a été créé de nouveau",
    },
    problems: {
      content: {
        en: 'the same content was already accepted[ in batch {batchNumber}][ ({fileName}, {receivedAt})]; nothing was created again',
        fr: "le même contenu a déjà été accepté[ dans le lot {batchNumber}][ ({fileName}, {receivedAt})] ; rien n'a été créé de nouveau",
      },
      name: {
        en: 'a file of this name was already accepted[ in batch {batchNumber}][ ({fileName}, {receivedAt})]; use the next sequence number',
        fr: 'un fichier de ce nom a déjà été accepté[ dans le lot {batchNumber}][ ({fileName}, {receivedAt})] ; utilisez le numéro de séquence suivant',
      },
    },
    example: {
      params: {
        problem: 'content',
        batchNumber: 42,
        fileName: 'invoices.csv',
        receivedAt: '2026-03-02T09:15:00.000Z',
      },
    },
  },
  FILE_COUNT: {
    iso: 'AM18',
    severity: 'ERROR',
    scope: 'file',
    when: 'The number of records differs from the declared one.',
    message: {
      en: 'the declared number of records[, {declared,},] differs from the number found[, {counted,}]; the file may have been cut off',
      fr: "le nombre d'enregistrements déclaré[, {declared,},] diffère du nombre trouvé[, {counted,}] ; le fichier a peut-être été tronqué",
    },
    example: { line: 1_002, params: { declared: 1_000, counted: 999 } },
  },
  FILE_SUM: {
    iso: 'AM10',
    severity: 'ERROR',
    scope: 'file',
    when: 'The sum of a currency differs from the declared one.',
    message: {
      en: 'the declared sum[ of {currency}][, {declared},] differs from the sum of the records[, {counted}]',
      fr: 'la somme déclarée[ en {currency}][, {declared},] diffère de la somme des enregistrements[, {counted}]',
    },
    problems: {
      undeclared: {
        en: 'the records add up to {counted} {currency}, but no sum is declared in {currency}',
        fr: "les enregistrements totalisent {counted} {currency}, mais aucune somme n'est déclarée en {currency}",
      },
      absent: {
        en: 'a sum of {declared} {currency} is declared, but no record is in {currency}',
        fr: "une somme de {declared} {currency} est déclarée, mais aucun enregistrement n'est en {currency}",
      },
      currency: {
        en: 'a sum is declared in {currency}, which is not a currency of ISO 4217',
        fr: "une somme est déclarée en {currency}, qui n'est pas une devise de l'ISO 4217",
      },
    },
    example: { line: 1_002, params: { currency: 'EUR', declared: '1250000', counted: '1248750' } },
  },
  PRODUCTION_NOT_ACTIVE: {
    iso: 'AG08',
    severity: 'ERROR',
    scope: 'file',
    when: 'The shop has no production use yet.',
    message: {
      en: 'the production use of the shop[ {value}] has not been switched on; use TEST until it is',
      fr: "l'usage en production de la boutique[ {value}] n'est pas encore activé ; utilisez TEST jusque-là",
    },
    example: { value: '12345678' },
  },
  PLATFORM_FAULT: {
    iso: 'FF10',
    severity: 'ERROR',
    scope: 'file',
    when: 'The fault is ours; nothing was created, and the operator is alerted.',
    message: {
      en: 'the fault is ours: nothing was created, the operator has been alerted[ (reference {incident})]; the file need not be changed',
      fr: "l'erreur vient de nous : rien n'a été créé, l'exploitant est prévenu[ (référence {incident})] ; le fichier n'a pas à être modifié",
    },
    example: {},
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
