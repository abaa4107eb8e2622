import { createTransport } from 'nodemailer';
import { newPerson, test } from '@/e2e/product';
import { capture } from './capture';

test('the mail stand-in: an empty search, the inbox and a message', async ({ page, product, expectedErrors }) => {
  // Taking a picture reaches into the frame that shows the message, where scripts are forbidden.
  expectedErrors.push(/Blocked script execution in .*\/message\/mail_\d+\/html/);
  const { email } = newPerson();
  const inbox = `${product.mailUrl}/?to=${encodeURIComponent(email)}`;
  await capture(page, 'mail-empty', async () => {
    await page.goto(inbox);
  });
  await createTransport(product.smtpUrl ?? '').sendMail({
    from: 'hello@tollgate.test', to: email, subject: 'You used 80 % of your calls', text: 'Eight hundred of a thousand.', html: '<p>Eight hundred of a thousand.</p>',
  });
  await capture(page, 'mail-inbox', async () => {
    await page.goto(inbox);
  });
  await capture(page, 'mail-message', async () => {
    await page.goto(inbox);
    await page.getByRole('link', { name: 'You used 80 % of your calls' }).click();
    await page.getByRole('heading', { name: 'As text' }).waitFor();
  });
});
