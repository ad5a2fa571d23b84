/** Makes a value when it is first asked for: what takes long to make holds up nobody who does not need it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
