/** Shows the bank's page over the whole window until it was answered. */
export function showChallenge(origin, url) {
  const before = document.activeElement;
  const cover = document.createElement('div');
  const frame = document.createElement('iframe');
  cover.setAttribute('role', 'dialog');
  cover.setAttribute('aria-modal', 'true');
  cover.setAttribute('aria-label', '3-D Secure authentication');
  Object.assign(cover.style, { position: 'fixed', inset: '0', zIndex: '2147483647', display: 'grid', placeItems: 'center', padding: '16px', background: 'rgba(10, 20, 20, 0.6)' });
  frame.name = 'stripe-challenge-frame';
  frame.title = '3-D Secure authentication';
  frame.src = url;
  Object.assign(frame.style, { width: '100%', maxWidth: '460px', height: 'min(420px, 100%)', border: '0', borderRadius: '12px', background: '#fff', colorScheme: 'light dark' });
  cover.append(frame);
  document.body.append(cover);
  frame.focus();
  return new Promise((resolve) => {
    const listen = ({ source, origin: from, data }) => {
      if (source !== frame.contentWindow || from !== origin || data?.source !== 'stripe-sandbox' || data.type !== 'challenge-answered') return;
      window.removeEventListener('message', listen);
      cover.remove();
      if (before instanceof HTMLElement) before.focus();
      resolve();
    };
    window.addEventListener('message', listen);
  });
}
