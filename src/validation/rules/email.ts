/** Why a text is not an e-mail address, as the `problem` of a FIELD_FORMAT finding. */
export function findEmailProblem(text: string): 'lineBreak' | 'emailList' | 'email' {
  // A line break is how a header (Bcc: ...) is smuggled into a message.
  if (/[\r\n\u2028\u2029]/.test(text)) return 'lineBreak';
  const addresses = text.split(/[,;\s/]+/).filter((part) => part.includes('@'));
  return addresses.length > 1 ? 'emailList' : 'email';
}
