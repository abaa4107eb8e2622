import PostalMime, { type Address } from 'postal-mime';

/** A delivered message. `to` is every recipient of the envelope, separated by commas; `messageId` has its angle brackets; `receivedAt` is RFC 3339 UTC. */
export type Mail = { id: string; messageId: string; from: string; to: string; subject: string; text: string; html: string; receivedAt: string };

export type Envelope = { from: string; to: string[] };

const addressesOf = (addresses: Address[] | Address | undefined): string =>
  [addresses ?? []].flat().map((one) => one.address ?? '').filter(Boolean).join(', ');

/** The newest messages, oldest dropped beyond `most`. */
export class Mailbox {
  private mails: Mail[] = [];
  private count = 0;

  constructor(private readonly most = 500) {}

  async receive(raw: Buffer, envelope: Envelope): Promise<Mail> {
    const parsed = await PostalMime.parse(raw);
    this.count += 1;
    const mail: Mail = {
      id: `mail_${this.count}`,
      messageId: parsed.messageId ?? '',
      from: addressesOf(parsed.from) || envelope.from,
      to: envelope.to.join(', '),
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      receivedAt: new Date().toISOString(),
    };
    this.mails = [mail, ...this.mails].slice(0, this.most);
    return mail;
  }

  /** Newest first; with `to`, only those that have this recipient, compared without case. */
  list(to?: string): Mail[] {
    if (!to) return this.mails;
    const wanted = to.toLowerCase();
    return this.mails.filter((mail) => mail.to.toLowerCase().split(', ').includes(wanted));
  }

  find(id: string): Mail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  clear(): void {
    this.mails = [];
  }
}
