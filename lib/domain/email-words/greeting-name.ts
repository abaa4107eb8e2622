/**
 * A name that a mail may greet with; empty for one that a mail program would turn into a link. Whoever signs up chooses the name
 * and the address, so a name must not carry somebody's advertisement to a stranger.
 */
export const greetingName = (name: string): string => (/[/\\@:]|\p{L}\.\p{L}{2}|www/iu.test(name) ? '' : name.replaceAll(/\s+/g, ' ').trim());
