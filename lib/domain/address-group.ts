const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));

/**
 * Who an address stands for when attempts are counted: an IPv4 address itself, an IPv6 address its /64, since whoever has one
 * such address has all of them. IPv4 inside IPv6 counts as IPv4. What is no address comes back as it is.
 */
export const addressGroup = (address: string): string => {
  const plain = address.toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const front = groupsOf(head);
  const back = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  const all = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${all.slice(0, 4).map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
};
