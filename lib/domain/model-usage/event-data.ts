const [newline, carriageReturn, space] = [0x0a, 0x0d, 0x20];
const data = [...'data:'].map((letter) => letter.charCodeAt(0));
/** Where in a line the next byte is: in the name, at the value's first byte, in the value, or in a line of no interest. */
const [name, first, inValue, other] = [0, 1, 2, 3];

/** Reads an event stream as it arrives, byte by byte: what its `data` lines hold goes to `push`, and the end of an event to `done`. */
export const eventData = (push: (byte: number) => void, done: () => void): ((byte: number) => void) => {
  let at = name;
  let matched = 0;
  let isAfterReturn = false;
  const endLine = (): void => {
    if (at === name && matched === 0) done();
    else if (at === first || at === inValue) push(newline);
    at = name;
    matched = 0;
  };
  return (byte) => {
    const isSecondHalf = isAfterReturn && byte === newline;
    isAfterReturn = byte === carriageReturn;
    if (isSecondHalf) return;
    if (byte === newline || byte === carriageReturn) return endLine();
    if (at === name) {
      if (byte !== data[matched]) at = other;
      else if (++matched === data.length) at = first;
      return;
    }
    if (at === first) {
      at = inValue;
      if (byte === space) return;
    }
    if (at === inValue) push(byte);
  };
};
