const [quote, backslash, comma, colon, open, close, openList, closeList] = [0x22, 0x5c, 0x2c, 0x3a, 0x7b, 0x7d, 0x5b, 0x5d];
/** No value that is looked for is longer; one that is passes unseen. */
const maxValueBytes = 65_536;
const maxKeyBytes = 256;

const parsed = (bytes: number[]): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes))) as unknown;
  } catch {
    return undefined;
  }
};

/**
 * Reads JSON as it arrives, byte by byte, and tells the values of a few fields by name (`usage`, `message.usage`): of the
 * object itself or, when it is a list, of each object in it. Whatever else the text holds, and however long it is, nothing of
 * it is kept.
 */
export class JsonFields {
  /** The containers around the next byte: true for an object. */
  private inside: boolean[] = [];
  private keys: string[] = [];
  private key: number[] | null = null;
  private isKeyNext = false;
  private inString = false;
  private isEscaped = false;
  private isScalar = false;
  private value: { name: string; depth: number; bytes: number[] } | null = null;

  constructor(
    private readonly names: ReadonlySet<string>,
    private readonly tell: (name: string, value: unknown) => void,
  ) {}

  /** Forgets what was begun: the next byte begins a new text. */
  reset(): void {
    this.inside = [];
    this.keys = [];
    this.key = this.value = null;
    this.isKeyNext = this.inString = this.isEscaped = this.isScalar = false;
  }

  push(byte: number): void {
    if (this.inString) this.inText(byte);
    else this.between(byte);
  }

  private inText(byte: number): void {
    this.keep(byte);
    if (this.key !== null && this.key.length < maxKeyBytes) this.key.push(byte);
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === backslash) this.isEscaped = true;
    else if (byte === quote) {
      this.inString = false;
      if (this.key === null) this.end();
      else this.keys[this.inside.length - 1] = String(parsed(this.key));
      this.key = null;
    }
  }

  private between(byte: number): void {
    if (byte === comma || byte === close || byte === closeList) return this.separate(byte);
    if (byte === colon || byte <= 0x20) return this.keep(byte);
    const isKey = byte === quote && this.isKeyNext;
    if (!isKey && !this.isScalar) this.begin();
    this.keep(byte);
    this.isKeyNext = false;
    if (byte === quote) {
      this.inString = true;
      if (isKey) this.key = [byte];
    } else if (byte === open || byte === openList) {
      this.inside.push(byte === open);
      this.isKeyNext = byte === open;
    } else this.isScalar = true;
  }

  private separate(byte: number): void {
    if (this.isScalar) this.end();
    if (byte !== comma) this.inside.pop();
    this.isKeyNext = byte === comma && this.inside[this.inside.length - 1] === true;
    this.keep(byte);
    if (byte !== comma) this.end();
  }

  private keep(byte: number): void {
    if (this.value !== null && this.value.bytes.length <= maxValueBytes) this.value.bytes.push(byte);
  }

  private begin(): void {
    const name = this.value === null ? this.nameHere() : null;
    if (name !== null) this.value = { name, depth: this.inside.length, bytes: [] };
  }

  private end(): void {
    this.isScalar = false;
    if (this.value === null || this.value.depth !== this.inside.length) return;
    if (this.value.bytes.length <= maxValueBytes) this.tell(this.value.name, parsed(this.value.bytes));
    this.value = null;
  }

  /** What a value that begins here is called; null where nobody asks. */
  private nameHere(): string | null {
    const { inside } = this;
    const first = inside[0] === false ? 1 : 0;
    const depth = inside.length - first;
    if (depth < 1 || depth > 2 || inside[first] !== true || inside[inside.length - 1] !== true) return null;
    const name = this.keys.slice(first, inside.length).join('.');
    return this.names.has(name) ? name : null;
  }
}
