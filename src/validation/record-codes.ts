import type { CatalogueEntry } from './catalogue-entry.js';

/** What can be wrong with the form of a record, its fields and its reference. */
export const RECORD_CODES = {
  RECORD_COLUMNS: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'record',
    when: 'A record has the wrong number of columns or positions.',
    message: {
      en: 'the record does not have the columns of the header[: {expected} expected, {found} found]',
      fr: "l'enregistrement n'a pas les colonnes de l'en-tête[ : {expected} attendues, {found} trouvées]",
    },
    problems: {
      blank: {
        en: 'there is a blank line between records; remove it',
        fr: 'il y a une ligne vide entre des enregistrements ; supprimez-la',
      },
      positions: {
        en: 'the record does not have 4 or 20 positions like the records before[: {expected} expected, {found} found]',
        fr: "l'enregistrement n'a pas 4 ou 20 positions comme les précédents[ : {expected} attendues, {found} trouvées]",
      },
    },
    example: { record: 13, line: 14, params: { expected: 6, found: 5 } },
  },
  RECORD_TOO_LARGE: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'record',
    when: 'A record or one of its cells is over its limit.',
    message: {
      en: 'this is larger than the allowed[ {limit,}] bytes',
      fr: 'ceci dépasse la limite[ de {limit,}] octets',
    },
    problems: {
      record: {
        en: 'the record is larger than the allowed[ {limit,}] bytes[; the quote that opens on line {openQuoteLine} may never be closed]',
        fr: "l'enregistrement dépasse la limite[ de {limit,}] octets[ ; le guillemet ouvert ligne {openQuoteLine} n'est peut-être jamais fermé]",
      },
      cell: {
        en: 'the value is larger than the allowed[ {limit,}] bytes',
        fr: 'la valeur dépasse la limite[ de {limit,}] octets',
      },
    },
    example: { record: 13, line: 14, params: { what: 'record', limit: 65_536 } },
  },
  FIELD_REQUIRED: {
    iso: 'CH21',
    severity: 'ERROR',
    scope: 'record',
    when: 'A required field is missing.',
    message: { en: 'the field is required and missing', fr: 'ce champ obligatoire manque' },
    example: { record: 13, line: 14, field: 'amount' },
  },
  FIELD_UNKNOWN: {
    iso: 'CH17',
    severity: 'ERROR',
    scope: 'record',
    when: 'The record has a field that is not one of ours.',
    message: {
      en: 'not a field that we know[; did you mean {nearest}?]',
      fr: 'champ inconnu[ ; vouliez-vous écrire {nearest} ?]',
    },
    problems: {
      nested: {
        en: 'nested fields are objects in JSON; write {nearest}',
        fr: 'les champs imbriqués sont des objets en JSON ; écrivez {nearest}',
      },
    },
    example: { record: 13, line: 14, field: 'amout', params: { nearest: 'amount' } },
  },
  FIELD_FORMAT: {
    iso: 'CH16',
    severity: 'ERROR',
    scope: 'record',
    when: 'A value does not have the pattern, length or type of its field.',
    message: {
      en: '[{value} ]does not have the form of this field',
      fr: "[{value} ]n'a pas la forme attendue pour ce champ",
    },
    problems: {
      type: {
        en: '[{value} ]is not of the right type',
        fr: "[{value} ]n'est pas du bon type",
      },
      textExpected: {
        en: '[{value} ]is not a text; write it in quotes',
        fr: "[{value} ]n'est pas un texte ; écrivez-le entre guillemets",
      },
      objectExpected: {
        en: '[{value} ]is not an object with fields of its own',
        fr: "[{value} ]n'est pas un objet avec ses propres champs",
      },
      null: {
        en: 'null is not a value; leave the field out instead',
        fr: "null n'est pas une valeur ; omettez plutôt le champ",
      },
      minLength: {
        en: 'the value is empty; leave the field out instead',
        fr: 'la valeur est vide ; omettez plutôt le champ',
      },
      maxLength: {
        en: '[{value} ]is longer than the allowed[ {limit,}] characters[ ({length,})]',
        fr: '[{value} ]dépasse la limite[ de {limit,}] caractères[ ({length,})]',
      },
      notAnObject: {
        en: 'the record is not a JSON object; write {"reference": ..., "amount": ...}',
        fr: 'l\'enregistrement n\'est pas un objet JSON ; écrivez {"reference": ..., "amount": ...}',
      },
      tooDeep: {
        en: 'the value is nested deeper than[ {limit}] levels',
        fr: 'la valeur est imbriquée sur plus de[ {limit}] niveaux',
      },
      repeatedKey: {
        en: 'the key stands twice in one object; keep one of them',
        fr: "la clé figure deux fois dans un même objet ; n'en gardez qu'une",
      },
      forbiddenKey: {
        en: 'a key of this name may not be used',
        fr: 'une clé de ce nom ne peut pas être utilisée',
      },
      loneSurrogate: {
        en: 'there is half a character (a lone surrogate); remove it',
        fr: 'il y a une moitié de caractère (surrogate isolé) ; supprimez-la',
      },
      controlCharacter: {
        en: 'there is a control character; remove it',
        fr: 'il y a un caractère de contrôle ; supprimez-le',
      },
      maxProperties: {
        en: 'there are more than the allowed[ {limit,}] keys',
        fr: 'il y a plus que les[ {limit,}] clés permises',
      },
      key: {
        en: 'the key has not 1 to[ {limit}] characters',
        fr: "la clé n'a pas de 1 à[ {limit}] caractères",
      },
      reference: {
        en: '[{value} ]is not 1 to 64 letters A-Z a-z, digits and hyphens',
        fr: "[{value} ]n'est pas composé de 1 à 64 lettres A-Z a-z, chiffres et traits d'union",
      },
      locale: {
        en: '[{value} ]is not a language and a country; write for instance fr_FR',
        fr: "[{value} ]n'est pas une langue et un pays ; écrivez par exemple fr_FR",
      },
      country: {
        en: '[{value} ]is not a country of ISO 3166-1; write two capital letters, for instance FR',
        fr: "[{value} ]n'est pas un pays de l'ISO 3166-1 ; écrivez deux majuscules, par exemple FR",
      },
      language: {
        en: '[{value} ]is not a language of ISO 639-1; write two small letters, for instance fr',
        fr: "[{value} ]n'est pas une langue de l'ISO 639-1 ; écrivez deux minuscules, par exemple fr",
      },
      percent: {
        en: '[{value} ]is not a percentage from 0 to 100; write for instance 5.5',
        fr: "[{value} ]n'est pas un pourcentage de 0 à 100 ; écrivez par exemple 5.5",
      },
      email: {
        en: '[{value} ]is not an e-mail address',
        fr: "[{value} ]n'est pas une adresse e-mail",
      },
      emailList: {
        en: '[{value} ]is more than one e-mail address; write one',
        fr: '[{value} ]contient plusieurs adresses e-mail ; écrivez-en une seule',
      },
      lineBreak: {
        en: '[{value} ]contains a line break, which is not allowed in this field',
        fr: '[{value} ]contient un saut de ligne, interdit dans ce champ',
      },
      character: {
        en: '[{value} ]contains a character that cannot be stored[ ({found})]; remove it',
        fr: '[{value} ]contient un caractère impossible à enregistrer[ ({found})] ; supprimez-le',
      },
      spreadsheetNumber: {
        en: '[{value}: ]a spreadsheet turned this into a number and its digits are lost; format the column as text and export again',
        fr: '[{value} : ]un tableur en a fait un nombre et ses chiffres sont perdus ; mettez la colonne au format texte et exportez de nouveau',
      },
      spreadsheetError: {
        en: '[{value} ]is an error of a spreadsheet, the value is lost; repair the formula and export again',
        fr: '[{value} ]est une erreur de tableur, la valeur est perdue ; corrigez la formule et exportez de nouveau',
      },
    },
    example: {
      record: 13,
      line: 14,
      field: 'reference',
      value: 'INV 7',
      params: { rule: 'pattern', problem: 'reference' },
    },
  },
  REFERENCE_REPEATED: {
    iso: 'RF01',
    severity: 'ERROR',
    scope: 'record',
    when: 'The reference stands on an earlier line of the same file.',
    message: {
      en: '[{value} ]is already used in this file[, on line {firstLine}]; each reference may stand once',
      fr: "[{value} ]figure déjà dans ce fichier[, ligne {firstLine}] ; chaque référence ne peut y figurer qu'une fois",
    },
    example: { record: 13, line: 14, field: 'reference', value: 'INV-7', params: { firstLine: 3 } },
  },
  REFERENCE_EXISTS: {
    iso: 'DU04',
    severity: 'ERROR',
    scope: 'record',
    when: 'An order of this shop and mode has the reference, whatever its status.',
    message: {
      en: 'an order with the reference [{value} ]exists already[ (batch {batchNumber})]; use a new reference',
      fr: 'un ordre avec la référence [{value} ]existe déjà[ (lot {batchNumber})] ; utilisez une nouvelle référence',
    },
    example: { record: 13, line: 14, field: 'reference', value: 'INV-7', params: { batchNumber: 41 } },
  },
  REFERENCE_UNKNOWN: {
    iso: 'IRNR',
    severity: 'ERROR',
    scope: 'record',
    when: 'A CANCEL record names a reference that no order has.',
    message: {
      en: 'there is no order with the reference[ {value}]; nothing can be cancelled',
      fr: "aucun ordre n'a la référence[ {value}] ; il n'y a rien à annuler",
    },
    example: { record: 13, line: 14, field: 'reference', value: 'INV-7' },
  },
  ORDER_NOT_WAITING: {
    /** APAR when the order is paid, see isoOf. */
    iso: 'AEXR',
    severity: 'ERROR',
    scope: 'record',
    when: 'A CANCEL record names an order that is not WAITING: paid (APAR), expired or cancelled (AEXR).',
    message: {
      en: 'the order [{value} ]no longer waits for payment and cannot be cancelled',
      fr: "l'ordre [{value} ]n'attend plus de paiement et ne peut pas être annulé",
    },
    problems: {
      PAID: {
        en: 'the order [{value} ]has been paid and cannot be cancelled',
        fr: "l'ordre [{value} ]a été payé et ne peut pas être annulé",
      },
      EXPIRED: {
        en: 'the order [{value} ]has expired and need not be cancelled',
        fr: "l'ordre [{value} ]a expiré et n'a pas à être annulé",
      },
      CANCELLED: {
        en: 'the order [{value} ]has been cancelled already',
        fr: "l'ordre [{value} ]a déjà été annulé",
      },
    },
    example: { record: 13, line: 14, field: 'reference', value: 'INV-7', params: { status: 'PAID' } },
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
