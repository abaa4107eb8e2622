import { redirect } from 'next/navigation';

const AdminPage = () => redirect('/admin/webhooks');

export default AdminPage;
