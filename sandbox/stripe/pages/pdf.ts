/** Advance widths of Helvetica from space to tilde, in thousandths of the size (Adobe's font metrics). */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
  722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556,
  222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
/** What WinAnsi has outside Latin-1. */
const ansi: Record<string, number> = { '€': 0x80, '…': 0x85, '‘': 0x91, '’': 0x92, '“': 0x93, '”': 0x94, '•': 0x95, '–': 0x96, '—': 0x97, 'Œ': 0x8c, 'œ': 0x9c, 'Š': 0x8a, 'š': 0x9a, 'Ž': 0x8e, 'ž': 0x9e, '\u202f': 0x20, '\u00a0': 0x20 };

/** Signs that it does not have, as the codes of their currencies. */
const codes: Record<string, string> = { '₹': 'INR ', '₩': 'KRW ', '₫': 'VND ', '₱': 'PHP ', '₪': 'ILS ' };

const encoded = (text: string): string =>
  [...text.replace(/[₹₩₫₱₪]/g, (sign) => codes[sign] ?? sign).normalize('NFC')].map((char) => (ansi[char] ? String.fromCharCode(ansi[char]) : char.charCodeAt(0) >= 32 && char.charCodeAt(0) < 256 && char.length === 1 ? char : '?')).join('');
const widthOf = (text: string, size: number): number => [...encoded(text)].reduce((sum, char) => sum + (widths[char.charCodeAt(0) - 32] ?? 556), 0) * (size / 1000);

/** Lines no wider than `width` points; a single word may be. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`, size) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export interface TextStyle {
  size?: number;
  isBold?: boolean;
  isGrey?: boolean;
  /** `x` is where the text ends. */
  isRight?: boolean;
}

/** A4 pages of text and rules in points, measured from the upper left corner. */
export class Pdf {
  static readonly width = 595;
  static readonly height = 842;
  private readonly pages: string[][] = [[]];

  addPage(): void {
    this.pages.push([]);
  }

  text(x: number, y: number, text: string, { size = 10, isBold = false, isGrey = false, isRight = false }: TextStyle = {}): void {
    const left = isRight ? x - widthOf(text, size) : x;
    const escaped = encoded(text).replace(/[\\()]/g, '\\$&');
    this.draw(`${isGrey ? '0.36 g' : '0.08 g'} BT /${isBold ? 'F2' : 'F1'} ${size} Tf ${left.toFixed(2)} ${(Pdf.height - y).toFixed(2)} Td (${escaped}) Tj ET`);
  }

  rule(x: number, y: number, to: number): void {
    this.draw(`0.8 G 0.7 w ${x} ${Pdf.height - y} m ${to} ${Pdf.height - y} l S`);
  }

  private draw(operators: string): void {
    this.pages.at(-1)?.push(operators);
  }

  /** The file. `title` is shown by readers. */
  render(title: string): Buffer {
    const first = 6;
    const kids = this.pages.map((_, index) => `${first + index * 2} 0 R`).join(' ');
    const font = (name: string): string => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
    const objects = [
      '<< /Type /Catalog /Pages 2 0 R /Lang (en) >>', `<< /Type /Pages /Kids [${kids}] /Count ${this.pages.length} >>`, font('Helvetica'), font('Helvetica-Bold'),
      `<< /Title (${encoded(title).replace(/[\\()]/g, '\\$&')}) /Producer (Stripe sandbox) >>`,
      ...this.pages.flatMap((operators, index) => {
        const stream = operators.join('\n');
        const page = `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${Pdf.width} ${Pdf.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${first + index * 2 + 1} 0 R >>`;
        return [page, `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`];
      }),
    ];
    let file = '%PDF-1.4\n';
    const offsets = objects.map((object, index) => {
      const offset = file.length;
      file += `${index + 1} 0 obj\n${object}\nendobj\n`;
      return offset;
    });
    const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
    const trailer = `<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>`;
    return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n${trailer}\nstartxref\n${file.length}\n%%EOF\n`, 'latin1');
  }
}
