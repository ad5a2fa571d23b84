import type { CatalogueEntry } from './catalogue-entry.js';

/** What can be wrong with the bytes and the name of a request file. */
export const FILE_CODES = {
  FILE_EMPTY: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The file has no byte or no record.',
    message: {
      en: 'the file has no record; drop a file with at least one',
      fr: "le fichier n'a aucun enregistrement ; déposez un fichier qui en contient au moins un",
    },
    problems: {
      bytes: {
        en: 'the file has 0 bytes; the export or the transfer may have failed',
        fr: "le fichier fait 0 octet ; l'export ou le transfert a peut-être échoué",
      },
    },
    example: {},
  },
  FILE_FORMAT: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'The content fits no format, or not the one that the name says.',
    message: {
      en: 'the content is not a request file[ but looks like {looksLike}][, {expected} was expected]; send CSV, V2, JSON or NDJSON',
      fr: "le contenu n'est pas un fichier de demande[ mais ressemble à : {looksLike}][, attendu : {expected}] ; envoyez du CSV, V2, JSON ou NDJSON",
    },
    example: { params: { looksLike: 'ZIP', expected: 'CSV' } },
  },
  FILE_SYNTAX: {
    iso: 'FF02',
    severity: 'ERROR',
    scope: 'file',
    when: "The format's own grammar is broken; nothing after that place can be trusted.",
    message: {
      en: 'the syntax is broken[: {detail}]; the rest of the file was not read',
      fr: "la syntaxe est incorrecte[ : {detail}] ; le reste du fichier n'a pas été lu",
    },
    problems: {
      openQuote: {
        en: 'the quote that opens here is never closed; close it, and double each quote inside it',
        fr: "le guillemet ouvert ici n'est jamais fermé ; fermez-le et doublez chaque guillemet à l'intérieur",
      },
      textAfterQuote: {
        en: 'there is text after a closing quote; double each quote inside a quoted cell',
        fr: "il y a du texte après un guillemet fermant ; doublez chaque guillemet à l'intérieur d'une cellule",
      },
      quoteInCell: {
        en: 'there is a quote inside an unquoted cell; put the cell in quotes and double the quote',
        fr: 'il y a un guillemet dans une cellule sans guillemets ; entourez la cellule et doublez le guillemet',
      },
      json: {
        en: 'this is not valid JSON[: {detail}]',
        fr: "ce n'est pas du JSON valide[ : {detail}]",
      },
      repeatedKey: {
        en: 'the key [{key} ]stands twice in one object; keep one of them',
        fr: "la clé [{key} ]figure deux fois dans un même objet ; n'en gardez qu'une",
      },
      forbiddenKey: {
        en: 'the key [{key} ]may not be used',
        fr: 'la clé [{key} ]ne peut pas être utilisée',
      },
      topLevel: {
        en: 'the file is not a JSON object with header and orders',
        fr: "le fichier n'est pas un objet JSON avec header et orders",
      },
      ordersNotArray: {
        en: 'orders is not a list; put the records in a list',
        fr: "orders n'est pas une liste ; mettez les enregistrements dans une liste",
      },
      totals: {
        en: 'the totals record is wrong; write 99;<count>;<currency>:<sum>, each currency once',
        fr: "l'enregistrement des totaux est incorrect ; écrivez 99;<nombre>;<devise>:<somme>, chaque devise une fois",
      },
      afterTotals: {
        en: 'there is something after the totals record, which must be the last',
        fr: "il y a quelque chose après l'enregistrement des totaux, qui doit être le dernier",
      },
      tooDeep: {
        en: 'the nesting is deeper than [{limit} ]levels',
        fr: "l'imbrication dépasse [{limit} ]niveaux",
      },
      cutOff: {
        en: 'the file ends in the middle; the transfer may have been interrupted: send it again',
        fr: "le fichier s'arrête au milieu ; le transfert a peut-être été interrompu : renvoyez-le",
      },
      secondDocument: {
        en: 'there is something after the end of the document; send one document in each file',
        fr: 'il y a quelque chose après la fin du document ; envoyez un seul document par fichier',
      },
    },
    example: { line: 14, column: 7, params: { problem: 'openQuote' } },
  },
  FILE_ENCODING: {
    iso: 'RR10',
    severity: 'ERROR',
    scope: 'file',
    when: "There are bytes that are not valid in the file's encoding, or control characters.",
    message: {
      en: '[at byte {byteOffset}, ]the text is not valid[ {encoding}][ ({found})]; save the file as UTF-8',
      fr: "[à l'octet {byteOffset}, ]le texte n'est pas valide[ en {encoding}][ ({found})] ; enregistrez le fichier en UTF-8",
    },
    problems: {
      nul: {
        en: '[at byte {byteOffset}, ]there is a NUL character; the writing may have been interrupted: export the file again',
        fr: "[à l'octet {byteOffset}, ]il y a un caractère NUL ; l'écriture a peut-être été interrompue : exportez de nouveau le fichier",
      },
      control: {
        en: '[at byte {byteOffset}, ]there is a control character[ {found}]; remove it',
        fr: "[à l'octet {byteOffset}, ]il y a un caractère de contrôle[ {found}] ; supprimez-le",
      },
      bidirectional: {
        en: '[at byte {byteOffset}, ]there is a character that reverses the direction of writing[ {found}]; remove it',
        fr: "[à l'octet {byteOffset}, ]il y a un caractère qui inverse le sens d'écriture[ {found}] ; supprimez-le",
      },
      loneSurrogate: {
        en: '[at byte {byteOffset}, ]there is half a character[ {found}]; export the file again as UTF-8',
        fr: "[à l'octet {byteOffset}, ]il y a une moitié de caractère[ {found}] ; exportez de nouveau le fichier en UTF-8",
      },
      utf16WithoutByteOrderMark: {
        en: 'this is UTF-16 without a byte order mark; save the file as UTF-8',
        fr: "ceci est de l'UTF-16 sans marque d'ordre des octets ; enregistrez le fichier en UTF-8",
      },
      byteOrderMark: {
        en: '[at byte {byteOffset}, ]there is a byte order mark inside the text; files may have been put together: remove it',
        fr: "[à l'octet {byteOffset}, ]il y a une marque d'ordre des octets dans le texte ; des fichiers ont peut-être été mis bout à bout : supprimez-la",
      },
    },
    example: {
      line: 3,
      column: 9,
      params: { byteOffset: 1042, what: 'invalid', found: '0xE9', encoding: 'UTF-8' },
    },
  },
  FILE_NAME: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'A name is too long or has characters that names must not have, or a structured one contradicts itself or its directory.',
    message: {
      en: 'the file name[ {value}] contradicts itself or its directory; the structure is <YYYYMMDD>.<shop>.ORD.REQ.<T|P>.<NN>',
      fr: 'le nom de fichier[ {value}] se contredit ou contredit son répertoire ; la structure est <AAAAMMJJ>.<boutique>.ORD.REQ.<T|P>.<NN>',
    },
    problems: {
      length: {
        en: 'the name of the file has more than {limit,} bytes and is kept as {value}; give it a shorter one',
        fr: 'le nom du fichier dépasse {limit,} octets et est conservé sous {value} ; donnez-lui un nom plus court',
      },
      characters: {
        en: 'the name of the file has control characters or separators, which are kept as _ in {value}; use letters, digits, points and hyphens',
        fr: 'le nom du fichier comporte des caractères de contrôle ou des séparateurs, conservés comme _ dans {value} ; utilisez des lettres, des chiffres, des points et des tirets',
      },
      date: {
        en: 'the date {found} in the file name {value} does not exist; write a day as YYYYMMDD',
        fr: "la date {found} dans le nom de fichier {value} n'existe pas ; écrivez un jour sous la forme AAAAMMJJ",
      },
      sequence: {
        en: 'the sequence {found} in the file name {value} is not one of 01 to 99',
        fr: "la séquence {found} dans le nom de fichier {value} n'est pas comprise entre 01 et 99",
      },
      shop: {
        en: 'the file name {value} names shop {found}, the directory belongs to shop {expected}',
        fr: 'le nom de fichier {value} désigne la boutique {found}, le répertoire appartient à la boutique {expected}',
      },
      mode: {
        en: 'the file name {value} says {found}, the directory is for {expected}; write {letter} in the name or use the other directory',
        fr: "le nom de fichier {value} indique {found}, le répertoire est celui de {expected} ; écrivez {letter} dans le nom ou utilisez l'autre répertoire",
      },
    },
    example: {
      value: '20260231.12345678.ORD.REQ.T.01.csv',
      params: { problem: 'date', found: '20260231' },
    },
  },
  FILE_TOO_LARGE: {
    iso: 'FF01',
    severity: 'ERROR',
    scope: 'file',
    when: 'A limit of the file is exceeded; the rest is not read.',
    message: {
      en: 'the file is larger than allowed[ ({limit,})]; split it',
      fr: 'le fichier dépasse la taille permise[ ({limit,})] ; divisez-le',
    },
    problems: {
      bytes: {
        en: 'the file has more than the allowed[ {limit,}] bytes; split it',
        fr: 'le fichier dépasse la limite[ de {limit,}] octets ; divisez-le',
      },
      records: {
        en: 'the file has more than the allowed[ {limit,}] records; split it',
        fr: 'le fichier dépasse la limite[ de {limit,}] enregistrements ; divisez-le',
      },
    },
    example: { params: { problem: 'records', limit: 1_000_000 } },
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
