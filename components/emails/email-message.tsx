import { Body, Button, Column, Container, Head, Heading, Html, Link, Preview, Row, Section, Text } from '@react-email/components';
import type { ReactNode } from 'react';
import type { EmailContent } from '@/lib/domain/email-words/email-content';
import { colors, darkStyle, fontFamily } from './email-style';

const paragraph = { margin: '0 0 12px', fontSize: '16px', lineHeight: '24px', color: colors.text };
const small = { margin: 0, fontSize: '13px', lineHeight: '20px', color: colors.muted };
const cell = { padding: '8px 0', fontSize: '14px', lineHeight: '20px', verticalAlign: 'top' as const };

const Paragraphs = ({ lines }: { lines: string[] }) => lines.map((line, i) => <Text key={`${i} ${line}`} className="text" style={paragraph}>{line}</Text>);

/** Pairs of a word and a number or name: the word to the left, what it is to the right. */
const Pairs = ({ rows, isMoney }: { rows: [string, string][]; isMoney: boolean }) => (
  <Section style={{ margin: '8px 0 16px' }}>
    {rows.map(([label, value], i) => (
      <Row key={`${i} ${label}`} className="rule" style={{ borderTop: `1px solid ${colors.border}` }}>
        <Column className={isMoney ? 'text' : 'muted'} style={{ ...cell, color: isMoney ? colors.text : colors.muted, paddingRight: '16px' }}>{label}</Column>
        <Column align="right" className="text" style={{ ...cell, color: colors.text, fontWeight: isMoney ? 400 : 500, fontVariantNumeric: 'tabular-nums', whiteSpace: isMoney ? 'nowrap' : 'normal' }}>{value}</Column>
      </Row>
    ))}
  </Section>
);

const Card = ({ children }: { children: ReactNode }) => (
  <Section className="raised card" style={{ padding: '32px', backgroundColor: colors.raised, border: `1px solid ${colors.border}`, borderRadius: '8px' }}>{children}</Section>
);

/** Every mail in one column: what happened, the facts, one button, and why it came. */
export const EmailMessage = ({ mail }: { mail: EmailContent }) => (
  <Html lang={mail.locale} dir="ltr">
    <Head>
      <title>{mail.subject}</title>
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <style dangerouslySetInnerHTML={{ __html: darkStyle }} />
    </Head>
    <Preview>{mail.body[0] ?? mail.title}</Preview>
    <Body className="surface" style={{ margin: 0, padding: '24px 12px', backgroundColor: colors.surface, fontFamily, WebkitTextSizeAdjust: '100%' }}>
      <Container style={{ maxWidth: '560px', margin: '0 auto' }}>
        <Text className="text" style={{ margin: '0 0 16px', fontSize: '16px', lineHeight: '24px', fontWeight: 600, color: colors.text }}>{mail.product}</Text>
        <Card>
          <Heading as="h1" className="text" style={{ margin: '0 0 16px', fontSize: '20px', lineHeight: '28px', fontWeight: 600, color: colors.text }}>{mail.title}</Heading>
          {mail.amount !== null && (
            <Text className="text" style={{ margin: '0 0 16px', fontSize: '28px', lineHeight: '36px', fontWeight: 600, fontVariantNumeric: 'tabular-nums', color: colors.text }}>{mail.amount}</Text>
          )}
          <Paragraphs lines={mail.body} />
          {mail.list.length > 0 && (
            <ul className="text" style={{ ...paragraph, paddingLeft: '20px' }}>{mail.list.map((line, i) => <li key={`${i} ${line}`} style={{ marginBottom: '4px' }}>{line}</li>)}</ul>
          )}
          {mail.lines.length > 0 && <Pairs rows={mail.lines} isMoney />}
          {mail.facts.length > 0 && <Pairs rows={mail.facts} isMoney={false} />}
          <Paragraphs lines={mail.after} />
          <Button href={mail.button.url} className="action" style={{ marginTop: '12px', padding: '12px 20px', borderRadius: '6px', fontSize: '16px', lineHeight: '20px', fontWeight: 500, backgroundColor: colors.accent, color: colors.onAccent }}>{mail.button.label}</Button>
          {mail.links.length > 0 && (
            <Text style={{ margin: '16px 0 0', fontSize: '14px', lineHeight: '24px' }}>
              {mail.links.map((link, i) => (
                <span key={link.url}>{i > 0 && <span className="muted" style={{ color: colors.muted }}>{' · '}</span>}<Link href={link.url} className="link" style={{ color: colors.accent, textDecoration: 'underline' }}>{link.label}</Link></span>
              ))}
            </Text>
          )}
        </Card>
        <Text className="muted" style={{ ...small, marginTop: '16px' }}>{mail.why}</Text>
        <Text style={{ ...small, marginTop: '4px' }}><Link href={mail.origin} className="muted" style={{ color: colors.muted, textDecoration: 'underline' }}>{new URL(mail.origin).host}</Link></Text>
      </Container>
    </Body>
  </Html>
);
