import type { CatalogueEntry } from './catalogue-entry.js';

/** What can be wrong with a request file as a whole. */
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
